/**
 * The import column of docs/ARCHITECTURE.md as rules. Each comment says what a breach means.
 */
const PURE =
  '^(model/(facts|series|review|landing|maintainers|persons|dossier|readiness)|ingest/mail|reports|reference/kernel)/';

/** A room may import itself, what is listed here, and packages. */
const MAY_IMPORT = {
  ingest: ['model/store', 'model/facts'],
  model: [],
  reports: ['model'],
  reference: [],
  app: ['ingest', 'model', 'reports', 'reference'],
  web: ['app', 'model', 'reports'],
};

const rooms = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  name: `${room}-stays-in-its-column`,
  severity: 'error',
  comment: `${room}/ may import only itself${allowed.length ? ` and ${allowed.join(', ')}` : ''}: another import turns the way of the data round.`,
  from: { path: `^${room}/` },
  to: {
    path: '^(ingest|model|reports|app|web|reference|cli|bin|test|bench|examples)/',
    pathNot: `^(${[room, ...allowed].join('|')})/`,
  },
}));

export default {
  forbidden: [
    ...rooms,
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'A cycle means that two files are one subject, or that a type stands in the wrong one of them.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-rooms-know-no-store',
      severity: 'error',
      comment:
        'A derivation that asks the database can no longer be tested with values, or run as of a date.',
      from: { path: '^model/(facts|series|review|landing|maintainers|persons|dossier|readiness)/' },
      to: { path: '^model/(store|derive)/' },
    },
    {
      name: 'pure-rooms-have-no-io',
      severity: 'error',
      comment: 'IO stays at the edges: a pure room takes values and returns values.',
      from: { path: PURE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sql-only-in-the-store',
      severity: 'error',
      comment: 'All SQL stands in model/store/: a query elsewhere is a rule that stands twice.',
      from: { pathNot: '^(model/store|test/model/store|bench)/' },
      to: { path: 'node_modules/(better-sqlite3|kysely)/' },
    },
    {
      name: 'processes-only-at-the-edges',
      severity: 'error',
      comment: 'Only sources (git), the real-kernel runner, launchers and tests start processes.',
      from: { path: '^(model|reports|app|web|cli|ingest/(mail|mime))/' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'files-only-at-the-edges',
      severity: 'error',
      comment:
        'Files are opened by sources, by the store (its own), by app/ (dossiers, output), by cli/, and by web/ its own scripts.',
      from: { path: '^(model/derive|reports|web|ingest/(mail|mime))/', pathNot: '^web/keys/assets.ts$' },
      to: { path: '^(node:)?fs(/promises)?$' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      comment: 'Development dependencies and test helpers do not exist where the package is installed.',
      from: { path: '^(ingest|model|reports|app|web|reference|cli)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(golden|fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
