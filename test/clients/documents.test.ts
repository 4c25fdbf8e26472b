import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { DocumentRefused, DocumentUnreadable } from '../../clients/documents/problem.ts';
import { LARGEST_BYTES, parseDocument, readDocument } from '../../clients/documents/read.ts';
import { temporaryFolder } from '../support/folders.ts';

const VALID = `apiVersion: tidegate.dev/v1
kind: Rollout
metadata: { name: web }
spec:
  target: { name: web }
  revision: { image: web:2 }
  strategy: { balanced: {} }
`;

/** Every problem of a text, as it is printed; empty when it passes. */
function problemsOf(text: string | Uint8Array): readonly string[] {
  try {
    parseDocument('f.yaml', typeof text === 'string' ? new TextEncoder().encode(text) : text);
    return [];
  } catch (error) {
    assert.ok(error instanceof DocumentRefused, String(error));
    return error.message.split('\n');
  }
}

const bomb = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${i > 0 ? `*a${i - 1},`.repeat(9) : 'x'}]`).join(
  '\n',
);

/** What is wrong, the text, and all that must be said about it. */
const REFUSED: readonly (readonly [what: string, text: string | Uint8Array, problems: readonly (string | RegExp)[]])[] =
  [
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
      ['f.yaml:7:13 spec.strategy: expected exactly one strategy of: conservative, balanced, aggressive, adaptive'],
    ],
    [
      'a metric that is not defined',
      `${VALID}  gates: { finalValidation: [{ metric: { name: errors, atMost: 1% } }] }\n`,
      ['f.yaml:8:48 spec.gates.finalValidation[0].metric.name: no metric errors in spec.metrics; there are none'],
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
    [
      'a name of every object',
      `${VALID}  metrics: { __proto__: {} }\n`,
      ['f.yaml:8:14 __proto__ is not a usable name'],
    ],
    ['another one', `${VALID}  metrics: { constructor: {} }\n`, ['f.yaml:8:14 constructor is not a usable name']],
    [
      'two documents',
      `${VALID}---\n${VALID}`,
      ['f.yaml:8:1 a second document begins here; write one rollout per file'],
    ],
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

describe('reading a document', () => {
  for (const [what, text, expected] of REFUSED)
    it(`given ${what}, refuses it and says where`, () => {
      const problems = problemsOf(text);

      assert.equal(problems.length, expected.length, problems.slice(0, 5).join('\n'));
      expected.forEach((one, i) =>
        typeof one === 'string' ? assert.equal(problems[i], one) : assert.match(problems[i] ?? '', one),
      );
    });

  it('given hostile input, refuses it in less than a second', () => {
    const begun = performance.now();

    for (const [, text] of REFUSED) problemsOf(text);

    assert.ok(performance.now() - begun < 1_000, `took ${performance.now() - begun} ms`);
  });

  it('given names of every object, leaves the objects of this process alone', () => {
    problemsOf('__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n');

    assert.equal('polluted' in {}, false);
  });

  it('given a valid document, keeps it as written and fills in the defaults', () => {
    const { input, parsed } = parseDocument('f.yaml', new TextEncoder().encode(`\ufeff${VALID}`));

    assert.deepEqual(input.spec, { target: { name: 'web' }, revision: { image: 'web:2' }, strategy: { balanced: {} } });
    assert.equal(parsed.spec.deadline, '4h');
  });

  it('given quoted text that would be ambiguous, takes it as text', () => {
    assert.deepEqual(problemsOf(`${VALID}  compliance: ["no", '0755', "on"]\n`), []);
  });

  it('given a few aliases, follows them', () => {
    assert.deepEqual(
      problemsOf(`${VALID}  monitor: { checks: &c [{ trading: {} }] }\n  gates: { finalValidation: *c }\n`),
      [],
    );
  });

  it('given a dash, reads standard input', async () => {
    const { file, input } = await readDocument('-', Readable.from([Buffer.from(VALID)]));

    assert.deepEqual([file, input.metadata.name], ['<stdin>', 'web']);
  });

  it('given a path, reads the file', async () => {
    const path = join(await temporaryFolder('documents'), 'web.yaml');
    await writeFile(path, VALID);

    assert.equal((await readDocument(path)).parsed.metadata.name, 'web');
  });

  it('given a file that is not there, says so', async () => {
    await assert.rejects(readDocument('nowhere.yaml'), new DocumentUnreadable('nowhere.yaml: no such file'));
  });

  it('given any text, answers or refuses but never throws anything else', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), yamlLike());
    fc.assert(
      fc.property(text, (any) => void problemsOf(any)),
      { numRuns: 2_000 },
    );
  });

  it('given any bytes, answers or refuses but never throws anything else', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void problemsOf(bytes)));
  });
});

/** Texts of the letters that mean something in YAML, and of a valid document with pieces replaced. */
function yamlLike(): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '!!str ',
    '|',
    '>',
    '"',
    "'",
    '#',
    '? ',
    '---\n',
    '<<: ',
  );
  const noise = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  const damaged = fc
    .tuple(fc.nat(VALID.length), fc.nat(20), noise)
    .map(([at, cut, inserted]) => VALID.slice(0, at) + inserted + VALID.slice(at + cut));
  return fc.oneof(noise, damaged);
}
