/** Who may import what: the table of docs/architecture.md, held. Every rule says why it is there. */

/** A package, wherever npm put it. */
const pkg = (names) => `(^|node_modules/)(${names})(/|$)`;
const OURS = '^(domain|workflows|activities|workers|clients|infra|test)/';
const PRODUCT = '^(domain|workflows|activities|workers|clients)/';
/** Folders of activities/ that speak to something outside, each through its own port. */
const ADAPTERS = 'checks|metrics|notify|records|registry|workload';

/** The part of the domain that is replayed. */
const IN_THE_BUNDLE = '^domain/(epoch|plan|verdict)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Two files that need one another are one file, or hide a third. Types may: the port of the activities and the ' +
        'messages of the workflows each name what the other carries, and a type is gone before anything runs.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment:
        'What a rollout is must be provable without a clock, a cluster or Temporal; zod is how it is written down.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: ['^domain/', pkg('zod')] },
    },
    {
      name: 'strategies-stand-alone',
      comment: 'A strategy that borrows from another cannot be changed alone; what they share is a combinator.',
      severity: 'error',
      from: { path: '^domain/strategies/', pathNot: '^domain/strategies/index\\.ts$' },
      to: { path: '^domain/strategies/' },
    },
    {
      name: 'strategies-are-not-named',
      comment:
        'The interpreter and everything around it know ops, not strategies. Only documents, and the command line that offers their names, list them.',
      severity: 'error',
      from: {
        path: '^(domain|workflows|activities|workers|clients)/',
        pathNot: '^(domain/(strategies/|rollout\\.ts$|compile\\.ts$)|clients/cli/commands/deploy\\.ts$)',
      },
      to: { path: '^domain/strategies/' },
    },
    {
      name: 'interpreter-knows-no-temporal',
      comment: 'The saga is tried against a model in milliseconds because its only way out is the port it is handed.',
      severity: 'error',
      from: { path: '^workflows/interpret\\.ts$' },
      to: { pathNot: '^domain/' },
    },
    {
      name: 'workflows-are-deterministic',
      comment: 'A running rollout is replayed: it may depend on nothing but Temporal, itself and what the domain says.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { pathNot: ['^workflows/', '^domain/', '^activities/', pkg('@temporalio/(workflow|common)')] },
    },
    {
      name: 'workflows-know-types-of-activities',
      comment: 'The code of an activity changes daily; in a workflow it would break every running rollout.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-run-little-of-the-domain',
      comment:
        'Whatever a workflow runs is part of the replay: zod, strategies and the judge must not be, their types may.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^domain/', pathNot: IN_THE_BUNDLE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'replayed-domain-stays-small',
      comment: 'The domain files that workflows run bring nothing else into the bundle.',
      severity: 'error',
      from: { path: IN_THE_BUNDLE },
      to: { pathNot: IN_THE_BUNDLE, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'activities-know-no-wiring',
      comment: 'Who an adapter works for is decided where it is composed, in workers/.',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '^(workers|clients|infra|test)/' },
    },
    {
      name: 'activities-know-types-of-workflows',
      comment: 'An activity is told by messages; the code of a workflow runs nowhere else.',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '^workflows/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'adapters-know-ports',
      comment: 'An adapter that calls another adapter cannot be replaced alone; it is handed the port instead.',
      severity: 'error',
      from: { path: `^activities/(${ADAPTERS})/` },
      to: {
        path: `^activities/(${ADAPTERS}|plan|watch)/`,
        pathNot: ['^activities/$1/', '^activities/[^/]+/port\\.ts$'],
      },
    },
    {
      name: 'kubernetes-has-one-client',
      comment: 'Raw JSON over undici keeps every field of a template; client-node only reads kubeconfigs (ADR 4).',
      severity: 'error',
      from: { path: OURS, pathNot: ['^activities/kubernetes/', '^infra/devstack/api\\.ts$', '^test/'] },
      to: { path: pkg('@kubernetes/client-node|undici') },
    },
    {
      name: 'database-stays-in-records',
      comment:
        'Everybody else knows the port of the record store, so the database is a decision of one folder (ADR 7).',
      severity: 'error',
      from: { path: OURS, pathNot: ['^activities/records/', '^test/'] },
      to: { path: [pkg('kysely|pg'), '^(node:)?sqlite$'] },
    },
    {
      name: 'temporal-activity-in-few-hands',
      comment: 'Adapters are plain functions that a test calls without a worker; the heartbeat is in one file.',
      severity: 'error',
      from: { path: '^activities/', pathNot: '^activities/(beat|index)\\.ts$' },
      to: { path: pkg('@temporalio/[a-z]+') },
    },
    {
      name: 'clients-speak-to-temporal',
      comment:
        'A client needs neither a cluster nor a database nor our sources of activities: it sends messages (ADR 9).',
      severity: 'error',
      from: { path: '^clients/' },
      to: { path: '^(activities|workers|infra|test)/' },
    },
    {
      name: 'clients-know-messages',
      comment: 'Of the workflows a client knows what can be sent to them and what comes back.',
      severity: 'error',
      from: { path: '^clients/' },
      to: { path: '^workflows/', pathNot: '^workflows/(messages|inquiry-messages|queues|attributes)\\.ts$' },
    },
    {
      name: 'product-knows-no-surroundings',
      comment: 'The development stack and the tests stand around the product, never inside.',
      severity: 'error',
      from: { path: PRODUCT },
      to: { path: '^(infra|test)/' },
    },
    {
      name: 'product-needs-no-dev-dependency',
      comment: 'What the product imports must be there after an installation without development dependencies.',
      severity: 'error',
      from: { path: PRODUCT },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere breaks at run time only: nothing is compiled before.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
