/** Files and mounts. */
export const MNT_CALLS = {
  close: 'fd',
  write: 'path text -> bytes; open for writing, one write(2)',
  read: 'path -> text, line ends as blanks, without the last',
} as const;
