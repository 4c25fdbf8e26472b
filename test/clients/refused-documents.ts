import { LARGEST_BYTES } from '../../clients/documents/read.ts';

export const VALID = `apiVersion: tidegate.dev/v1
kind: Rollout
metadata: { name: web }
spec:
  target: { name: web }
  revision: { image: web:2 }
  strategy: { balanced: {} }
`;

const bomb = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i > 0 ? `*a${i - 1},`.repeat(9) : 'x'}]`).join(
  '\n',
);

/** What is wrong, the text, and all that must be said about it. */
export const REFUSED: readonly (readonly [
  what: string,
  text: string | Uint8Array,
  problems: readonly (string | RegExp)[],
])[] = [
  ['an unknown key', `${VALID}  limts: {}\n`, ['f.yaml:8:3 spec.limts: unknown key; did you mean limits?']],
  [
    'an unknown key that is like no other',
    `${VALID}  limits: { zebra: 1 }\n`,
    ['f.yaml:8:13 spec.limits.zebra: unknown key; known here: maxUnavailable, maxSurge'],
  ],
  [
    'an unknown check and an unknown key in another, both told',
    `${VALID}  gates:\n    preDeployment:\n      - htp: {}\n      - http: { url: http://x, sample: 1 }\n`,
    [
      'f.yaml:10:9 spec.gates.preDeployment[0].htp: unknown key; did you mean http?',
      /^f\.yaml:10:9 spec\.gates\.preDeployment\[0\]: expected exactly one check of: metric, /,
      'f.yaml:11:32 spec.gates.preDeployment[1].http.sample: unknown key; did you mean samples?',
    ],
  ],
  ['a wrong type', `${VALID}  approvals: 3\n`, ['f.yaml:8:14 spec.approvals: expected an array, got number']],
  [
    'a number where a name is meant',
    VALID.replace('name: web }', 'name: 7 }'),
    ['f.yaml:3:19 metadata.name: expected a string, got number'],
  ],
  [
    'a value that is none of the choices',
    `${VALID}  environment: prod\n`,
    ['f.yaml:8:16 spec.environment: expected one of production, uat, pre_production'],
  ],
  [
    'a duration in words',
    `${VALID}  deadline: 4 hours\n`,
    ['f.yaml:8:13 spec.deadline: expected a duration such as 90s, 10m or 2h'],
  ],
  [
    'a share above the whole',
    `${VALID}  limits: { maxSurge: 200% }\n`,
    ['f.yaml:8:23 spec.limits.maxSurge: expected count of pods (2) or share of them (25%)'],
  ],
  [
    'a name that is not DNS-1123',
    VALID.replace('name: web }', 'name: Web_1 }'),
    ['f.yaml:3:19 metadata.name: expected a DNS-1123 name: lower case letters, digits, "-" and "."'],
  ],
  [
    'a name that climbs out of its folder',
    VALID.replace('target: { name: web }', 'target: { name: ../etc }'),
    ['f.yaml:5:19 spec.target.name: expected a DNS-1123 name: lower case letters, digits, "-" and "."'],
  ],
  ['a missing part', VALID.replace(/ {2}target.*\n/, ''), ['f.yaml:5:3 spec.target: is missing: expected an object']],
  [
    'two strategies',
    VALID.replace('balanced: {}', 'balanced: {}, adaptive: {}'),
    [
      'f.yaml:7:13 spec.strategy: expected exactly one strategy of: conservative, balanced, aggressive, adaptive, marketAware',
    ],
  ],
  [
    'a metric that is not defined',
    `${VALID}  gates: { finalValidation: [{ metric: { name: errors, atMost: 1% } }] }\n`,
    ['f.yaml:8:48 spec.gates.finalValidation[0].metric.name: no metric errors in spec.metrics; there are none'],
  ],
  [
    'a market that follows metrics that are not defined',
    `${VALID.replace('balanced: {}', 'marketAware: { volatility: vol }')}  gates: { preDeployment: [{ market: { market: XNYS, spread: gap } }] }\n`,
    [
      'f.yaml:7:42 spec.strategy.marketAware.volatility: no metric vol in spec.metrics; there are none',
      'f.yaml:8:62 spec.gates.preDeployment[0].market.spread: no metric gap in spec.metrics; there are none',
    ],
  ],
  [
    'two approvals of one name',
    `${VALID}  approvals: [{ name: board }, { name: board }]\n`,
    ['f.yaml:8:40 spec.approvals[1].name: a second approval named board; nobody could tell them apart'],
  ],
  [
    'a key written twice',
    `${VALID}  deadline: 4h\n  deadline: 5h\n`,
    ['f.yaml:9:3 deadline is written twice; it stands first in line 8'],
  ],
  [
    'scalars that YAML 1.1 and 1.2 read differently, all told',
    `${VALID}  application: no\n  compliance: [On, 0755, 1:30]\n`,
    [
      'f.yaml:8:16 no is a truth value to some YAML readers and text to others; quote it if it is text: "no"',
      'f.yaml:9:16 On is a truth value to some YAML readers and text to others; quote it if it is text: "On"',
      'f.yaml:9:20 0755 is an octal number to some YAML readers and a decimal to others; quote it if it is text: "0755"',
      'f.yaml:9:26 1:30 is a number of base 60 to some YAML readers and text to others; quote it if it is text: "1:30"',
    ],
  ],
  ['a name of every object', `${VALID}  metrics: { __proto__: {} }\n`, ['f.yaml:8:14 __proto__ is not a usable name']],
  ['another one', `${VALID}  metrics: { constructor: {} }\n`, ['f.yaml:8:14 constructor is not a usable name']],
  ['two documents', `${VALID}---\n${VALID}`, ['f.yaml:8:1 a second document begins here; write one rollout per file']],
  ['nothing', '', ['f.yaml:1:1 is empty; expected a document of kind Rollout']],
  ['comments alone', '# later\n', ['f.yaml:1:1 is empty; expected a document of kind Rollout']],
  ['a list', '- a\n', ['f.yaml:1:1 expected an object, got array']],
  ['a tab', 'spec:\n\tname: a\n', ['f.yaml:2:1 Tabs are not allowed as indentation']],
  ['a bracket that is not closed', 'a: [1,\n', [/^f\.yaml:2:1 Flow sequence .* must be .* end with a \]/]],
  ['a tag that runs code elsewhere', 'a: !!js/function "x"\n', [/^f\.yaml:1:4 Unresolved tag: .*js\/function/]],
  ['another version of YAML', `%YAML 1.1\n---\n${VALID}`, [/^f\.yaml:1:1 is read as YAML 1\.2; remove/]],
  ['a merge key', `${VALID}  limits: { <<: { maxSurge: 1 } }\n`, [/^f\.yaml:8:13 spec\.limits\.<<: unknown key; /]],
  ['a list as a key', '[a, b]: 1\n', ['f.yaml:1:1 a key must be plain text']],
  ['a bomb of aliases', bomb, [/^f\.yaml:1:1 aliases cannot be expanded: Excessive alias count/]],
  ['an alias of nothing', 'a: *b\n', [/^f\.yaml:1:1 aliases cannot be expanded: Unresolved alias/]],
  ['an escape sequence', 'a: "\u001b[2J"\n', ['f.yaml:1:5 the character U+001B hides what is written; remove it']],
  ['a reversed text', 'a: 1\nb: "\u202egpj"\n', ['f.yaml:2:5 the character U+202E hides what is written; remove it']],
  ['20,000 levels of brackets', `a: ${'['.repeat(20_000)}`, [/^f\.yaml:1:\d+ nested deeper than 32 levels$/]],
  ['20,000 levels of dashes', '- '.repeat(20_000), [/^f\.yaml:1:\d+ nested deeper than 32 levels$/]],
  ['200,000 documents', '---\n'.repeat(200_000), [/^f\.yaml:2:1 a second document begins here/]],
  ['60,000 keys', Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n'), [/^f\.yaml:\d+:\d+ too long/]],
  ['more than a mebibyte', 'a'.repeat(LARGEST_BYTES + 1), ['f.yaml:1:1 larger than 1048576 bytes']],
  ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0x00]), [/^f\.yaml:1:1 is not UTF-8/]],
];
