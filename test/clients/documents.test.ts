import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { DocumentRefused, DocumentUnreadable } from '../../clients/documents/problem.ts';
import { parseDocument, readDocument } from '../../clients/documents/read.ts';
import { temporaryFolder } from '../support/folders.ts';
import { REFUSED, VALID } from './refused-documents.ts';

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
