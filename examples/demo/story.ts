/**
 * The demo's story, all of it invented: a build farm wants jobs that do not see one another, as kernel features that
 * each can be used alone. Ten weeks of a list on which nobody exists.
 */

export interface Person {
  readonly name: string;
  readonly email: string;
}

const person = (name: string): Person => ({
  name,
  email: `${name.split(' ')[0]!.toLowerCase()}@example.org`,
});

export const PEOPLE = {
  mara: person('Mara Lind'),
  tomas: person('Tomas Ferro'),
  ines: person('Ines Okafor'),
  jun: person('Jun Aratani'),
  petra: person('Petra Voss'),
  olaf: person('Olaf Reuter'),
  robot: person('Robot Builder'),
} as const;

export type Who = keyof typeof PEOPLE;

export interface StoryPatch {
  readonly title: string;
  readonly why: string;
  readonly file: string;
  /** Lines that it adds to the file, behind the file's first line. */
  readonly lines: readonly string[];
}

export interface StorySeries {
  readonly key: string;
  readonly from: Who;
  /** Days after 2026-03-02. */
  readonly day: number;
  /** What stands in brackets besides the number: `PATCH v2`. */
  readonly tag: string;
  /** Null where the cover was forgotten, or there is only one patch. */
  readonly cover: { readonly title: string; readonly text: string } | null;
  readonly patches: readonly StoryPatch[];
  /** Message key that the first mail answers. */
  readonly replyTo?: string;
  readonly isUnthreaded?: boolean;
  /** A second list that it was sent to: the archive holds each of its mails twice. */
  readonly alsoOn?: string;
}

/** A mail that is neither patch nor reply. */
export interface StoryMail {
  readonly key: string;
  readonly from: Who;
  readonly day: number;
  readonly subject: string;
  readonly text: string;
}

export interface StoryReply {
  /** `series/n`, or another reply's key. */
  readonly to: string;
  readonly key?: string;
  readonly from: Who;
  readonly day: number;
  readonly subject?: string;
  readonly quote?: string;
  readonly text: string;
}

const clock = (n: number, lines: readonly string[]): StoryPatch => ({
  title: ['jobclock: keep an offset for each job', 'jobclock: let a job read its own clock'][n - 1]!,
  why: 'A job that is stopped and moved should not see time jump. Keep what it\nhas to add with the job.',
  file: `job/clock${n}.c`,
  lines,
});

const seal = (lines: readonly string[]): StoryPatch => ({
  title: 'sealenv: freeze the environment of a job',
  why: 'Once a job has begun nobody should change what it was started with.',
  file: 'job/seal.c',
  lines,
});

const quota: readonly StoryPatch[] = [
  {
    title: 'quota: count blocks for a group of jobs',
    why: 'One number for the whole group.',
    file: 'fs/group.c',
    lines: ['static long blocks;', 'static long limit;', 'long group_blocks(void) { return blocks; }'],
  },
  {
    title: 'quota: refuse what is over the limit of the group',
    why: 'EDQUOT, as for users.',
    file: 'fs/limit.c',
    lines: ['int over_limit(long n)', '{', '\treturn n > 0 && n > group_limit();', '}'],
  },
  {
    title: 'Documentation: describe group quotas',
    why: 'How to use them, with two examples.',
    file: 'doc/quota.txt',
    lines: [
      'Group quotas',
      'Write the limit of the group into the file limit.',
      'Read the file blocks for what is in use.',
    ],
  },
];

export const SERIES: readonly StorySeries[] = [
  {
    key: 'clock1',
    from: 'mara',
    day: 1,
    tag: 'RFC PATCH',
    cover: {
      title: 'jobclock: a clock for each job',
      text: 'A build that is moved to another machine sees time go backwards. These two\npatches keep an offset for each job. The farm needs them; so does anybody\nwho suspends a virtual machine.',
    },
    patches: [clock(1, ['static long offset;']), clock(2, ['long job_time(long now) { return now; }'])],
  },
  {
    key: 'seal1',
    from: 'tomas',
    day: 4,
    tag: 'PATCH',
    cover: null,
    patches: [seal(['int sealed;', 'void seal(void) { sealed = 1; }'])],
  },
  {
    key: 'quota1',
    from: 'ines',
    day: 8,
    tag: 'PATCH',
    alsoOn: 'storage-devel',
    cover: {
      title: 'Quotas for groups of jobs',
      text: 'Three projects carry something like this out of tree, each in a way of its\nown. This is what they have in common.',
    },
    patches: quota,
  },
  {
    key: 'clock2',
    from: 'mara',
    day: 15,
    tag: 'PATCH v2',
    cover: {
      title: 'jobclock: a clock for each job',
      text: 'Changes since v1: the offset is added, as Jun asked.',
    },
    patches: [
      clock(1, ['static long offset;', 'void set_offset(long o) { offset = o; }']),
      clock(2, ['long job_time(long now) { return now + offset(); }']),
    ],
    replyTo: 'clock1/0',
  },
  {
    key: 'procfs',
    from: 'jun',
    day: 18,
    tag: 'PATCH',
    cover: null,
    isUnthreaded: true,
    patches: [
      {
        title: 'procfs: hide the jobs of others',
        why: 'A job has no business to see them.',
        file: 'fs/hide.c',
        lines: ['int hidden(int job, int mine)', '{', '\treturn job != mine;', '}'],
      },
      {
        title: 'procfs: an option to show them again',
        why: 'For whoever debugs the farm.',
        file: 'fs/show.c',
        lines: ['static int show_all;', 'int shown(void) { return show_all; }'],
      },
    ],
  },
  {
    key: 'procfs2',
    from: 'jun',
    day: 21,
    tag: 'PATCH RESEND',
    cover: null,
    isUnthreaded: true,
    patches: [
      {
        title: 'procfs: hide the jobs of others',
        why: 'A job has no business to see them.',
        file: 'fs/hide.c',
        lines: ['int hidden(int job, int mine)', '{', '\treturn job != mine;', '}'],
      },
      {
        title: 'procfs: an option to show them again',
        why: 'For whoever debugs the farm.',
        file: 'fs/show.c',
        lines: ['static int show_all;', 'int shown(void) { return show_all; }'],
      },
    ],
  },
  {
    key: 'seal2',
    from: 'tomas',
    day: 22,
    tag: 'PATCH',
    cover: null,
    patches: [
      seal([
        'static int sealed;',
        'void seal(void) { sealed = 1; }',
        'int is_sealed(void) { return sealed; }',
      ]),
    ],
  },
  {
    key: 'migrate',
    from: 'petra',
    day: 30,
    tag: 'RFC PATCH',
    cover: {
      title: 'Move a running job',
      text: 'Dumps what a job holds and restores it elsewhere. Needs the clock of a job\nand its quota. Six patches are still being cleaned up, so this is only the\nplan; the code follows.',
    },
    patches: [],
  },
  {
    key: 'clock3',
    from: 'mara',
    day: 36,
    tag: 'PATCH v3',
    cover: { title: 'jobclock: a clock for each job', text: 'Changes since v2: a comment. Ready, I think.' },
    patches: [
      clock(1, [
        '/* Added to the time that the job reads. */',
        'static long offset;',
        'void set_offset(long o) { offset = o; }',
      ]),
      clock(2, ['long job_time(long now) { return now + offset(); }']),
    ],
  },
  {
    key: 'netjail',
    from: 'petra',
    day: 40,
    tag: 'PATCH',
    cover: { title: 'One address for each job', text: 'A job may bind only to its own address.' },
    patches: [
      {
        title: 'net: bind a job to one address',
        why: 'The simplest thing that could work.',
        file: 'net/jail.c',
        lines: ['int may_bind(int address, int mine)', '{', '\treturn address == mine;', '}'],
      },
    ],
  },
  {
    key: 'fixup',
    from: 'olaf',
    day: 44,
    tag: 'PATCH',
    cover: null,
    patches: [
      {
        title: 'doc: fix a typo in the introduction',
        why: 'Seen while reading.',
        file: 'doc/intro.txt',
        lines: ['This is about jobs.'],
      },
    ],
  },
  {
    key: 'quota2',
    from: 'ines',
    day: 57,
    tag: 'PATCH v2',
    cover: {
      title: 'Quotas for groups of jobs',
      text: 'Changes since v1: the limit is checked before it is written, as Olaf asked.',
    },
    patches: [
      quota[0]!,
      { ...quota[1]!, lines: ['/* Checked before anything is written. */', ...quota[1]!.lines] },
      quota[2]!,
    ],
    replyTo: 'quota1/0',
  },
  {
    key: 'quota21',
    from: 'ines',
    day: 60,
    tag: 'PATCH v2.1',
    cover: null,
    patches: [{ ...quota[2]!, lines: [...quota[2]!.lines, 'A limit of 0 means none.'] }],
    replyTo: 'quota2/3',
  },
  {
    key: 'trace',
    from: 'jun',
    day: 61,
    tag: 'PATCH',
    cover: null,
    patches: [
      {
        title: 'trace: name the job in each event',
        why: 'Otherwise nobody can tell them apart.',
        file: 'job/trace.c',
        lines: ['const char *job_name(void) { return "job"; }'],
      },
    ],
  },
];

export const MAILS: readonly StoryMail[] = [
  {
    key: 'pull',
    from: 'mara',
    day: 55,
    subject: '[GIT PULL] clocks of jobs',
    text: 'The following changes since commit 1111111111111111111111111111111111111111:\n\n  The farm as it is (2026-03-02)\n\nare available in the Git repository at:\n\n  https://git.example.org/mara/farm.git tags/clocks\n\nMara Lind (2):\n      jobclock: keep an offset for each job\n      jobclock: let a job read its own clock\n',
  },
];

export const REPLIES: readonly StoryReply[] = [
  {
    to: 'clock1/2',
    from: 'jun',
    day: 2,
    quote: '+long job_time(long now) { return now; }',
    text: 'Should this not add the offset?',
  },
  {
    to: 'clock1/0',
    key: 'goal',
    from: 'olaf',
    day: 3,
    text: 'I like where this is going. Before I take any of it I would like a list of\nwhat the farm needs, and which parts are useful to anybody else. Petra,\nInes: what do you need?',
  },
  {
    to: 'goal',
    from: 'ines',
    day: 5,
    text: 'We need the quotas; so do the university and the print service, who carry\npatches for it today. The clock is fine with us if it costs others nothing.',
  },
  { to: 'seal1/1', from: 'jun', day: 6, quote: '+int sealed;', text: 'Make it static, please.' },
  {
    to: 'quota1/2',
    from: 'olaf',
    day: 11,
    quote: '+\treturn n > 0 && n > group_limit();',
    text: 'Who checks it before the write? After the write it is too late. This blocks\nthe series for me.',
  },
  {
    to: 'quota1/0',
    from: 'tomas',
    day: 12,
    text: 'Works here.\n\nTested-by: Tomas Ferro <tomas@example.org>',
  },
  {
    to: 'clock2/1',
    from: 'jun',
    day: 16,
    quote: '+static long offset;',
    text: 'A comment would help whoever reads this.\n\nReviewed-by: Jun Aratani <jun@example.org>',
  },
  { to: 'seal2/1', from: 'jun', day: 23, text: 'Good.\n\nReviewed-by: Jun Aratani <jun@example.org>' },
  { to: 'seal2/1', from: 'olaf', day: 24, text: 'Applied, thanks.' },
  {
    to: 'migrate/0',
    from: 'olaf',
    day: 32,
    text: 'My worry: whoever changes a structure would have to change the dump as well.\nThat may be a show-stopper.',
    key: 'worry',
  },
  {
    to: 'worry',
    from: 'petra',
    day: 33,
    text: 'Only what the job can see is dumped, so most changes do not matter.',
  },
  { to: 'clock3/0', from: 'jun', day: 37, text: 'For both:\n\nReviewed-by: Jun Aratani <jun@example.org>' },
  {
    to: 'netjail/1',
    from: 'olaf',
    day: 42,
    quote: '+\treturn address == mine;',
    text: 'No. This belongs into the firewall.\n\nNacked-by: Olaf Reuter <olaf@example.org>',
  },
  {
    to: 'quota2/0',
    from: 'olaf',
    day: 58,
    text: 'This settles what I asked for; no objection any more.\n\nAcked-by: Olaf Reuter <olaf@example.org>',
  },
  { to: 'quota2/2', from: 'tomas', day: 59, text: 'Reviewed-by: Tomas Ferro <tomas@example.org>' },
  {
    to: 'netjail/1',
    key: 'robot',
    from: 'robot',
    day: 41,
    text: 'It builds, with one warning:\n\n  net/jail.c:1: no previous prototype for may_bind\n\nReported-by: Robot Builder <robot@example.org>',
  },
];

/** What the maintainer of each tree did, in order. */
export interface StoryLanding {
  readonly tree: 'mainline' | 'mm';
  readonly patch: string;
  readonly day: number;
  /** git am -m with a Link: trailer, or plain. */
  readonly hasLink?: boolean;
  /** What the maintainer changed on the way. */
  readonly subject?: string;
  readonly extraLine?: string;
}

export const LANDINGS: readonly StoryLanding[] = [
  { tree: 'mainline', patch: 'seal2/1', day: 24, hasLink: true },
  { tree: 'mm', patch: 'clock3/1', day: 38 },
  { tree: 'mm', patch: 'clock3/2', day: 38, subject: 'jobclock: let jobs read their own clock' },
  { tree: 'mainline', patch: 'fixup/1', day: 45 },
  { tree: 'mainline', patch: 'clock3/1', day: 59 },
  { tree: 'mainline', patch: 'clock3/2', day: 59, subject: 'jobclock: let jobs read their own clock' },
  { tree: 'mm', patch: 'quota2/1', day: 60 },
  { tree: 'mm', patch: 'quota2/2', day: 60, extraLine: '/* See doc/quota.txt. */' },
];
