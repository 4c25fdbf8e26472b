import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkPlan } from '../../domain/check-plan.ts';
import { RolloutDocument } from '../../domain/rollout.ts';
import type { Strategy } from '../../domain/strategy.ts';
import { before as atTheStart } from '../../domain/world.ts';
import { aDocument, aSnapshot } from '../support/builders.ts';
import { temporaryFolder } from '../support/folders.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const DOCS = globSync(['docs/**/*.md', '*.md', 'infra/**/README.md'], { cwd: ROOT }).toSorted();

/** Folders at the top of the repository; a path in the text begins with one of them. */
const FOLDERS = ['domain', 'workflows', 'activities', 'workers', 'clients', 'infra', 'bin', 'examples', 'docs', 'test'];

describe('the documents', () => {
  for (const file of DOCS) {
    it(`${file}: every link leads somewhere`, () => {
      const broken = linksOf(read(file)).filter((link) => !leadsSomewhere(file, link));

      assert.deepEqual(broken, []);
    });

    it(`${file}: every path it names exists`, () => {
      const missing = pathsOf(read(file)).filter((path) => !existsSync(join(ROOT, path)));

      assert.deepEqual(missing, []);
    });
  }
});

describe('decision records', () => {
  const records = globSync('docs/adr/*.md', { cwd: ROOT }).toSorted();
  const numbers = records.map((file) => Number(/adr\/(\d{4})-/.exec(file)?.[1]));

  it('are numbered from 1 without a gap, each once', () =>
    assert.deepEqual(
      numbers,
      records.map((_, i) => i + 1),
    ));

  for (const file of records)
    it(`${file}: has its number, a status, context, decision and consequence, on one page`, () => {
      const text = read(file);

      assert.match(text, new RegExp(`^# ${Number(/(\d{4})-/.exec(file)?.[1])}\\. `));
      assert.match(text, /\nStatus: [\s\S]+\n## Context\n[\s\S]+\n## Decision\n[\s\S]+\n## Consequence\n/);
      assert.ok(text.split(/\s+/).length < 600, 'longer than a page');
    });

  it('name every runtime dependency and why it is there', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const named = [...read('docs/adr/0006-runtime-dependencies.md').matchAll(/^\| `([^`]+)`/gm)].map(
      ([, name]) => name,
    );

    assert.deepEqual(named.toSorted(), Object.keys(dependencies).toSorted());
  });
});

describe('docs/architecture.md', () => {
  const text = read('docs/architecture.md');

  it('lists the folders that there are', () => {
    const drawing = /```\n(domain\/ [\s\S]+?)```/.exec(text)?.[1] ?? '';
    const listed = drawing.split('\n').flatMap(foldersOf(topOf(drawing)));
    const parts = ['domain', 'activities', 'clients', 'infra'].map((folder) => `${folder}/*/`);
    const there = globSync([...FOLDERS.map((folder) => `${folder}/`), ...parts], { cwd: ROOT });

    assert.deepEqual(listed.toSorted(), there.map((path) => path.replace(/\/$/, '')).toSorted());
  });

  it('is two pages at most', () => assert.ok(text.split(/\s+/).length < 1_200));
});

describe('docs/adding-a-strategy.md', () => {
  it('given its example is followed, every plan of it may be run', async () => {
    const { squareRoot } = await followed();

    for (const replicas of [1, 2, 3, 10, 41])
      for (const limits of [{}, { maxSurge: 0, maxUnavailable: '30%' }, { maxSurge: 2, maxUnavailable: 1 }] as const) {
        const { strategy: _, ...spec } = RolloutDocument.parse(aDocument({ limits })).spec;
        const standing = { stable: replicas, candidate: 0 };
        const seen = { spec, snapshot: aSnapshot(replicas), conditions: {}, standing, leaving: [] };
        const { steps, batch } = squareRoot.compile(squareRoot.params.parse({}), seen);
        const roomless = limits.maxSurge === 0 && replicas < 4; // no room to move, which checkPlan refuses for any strategy

        const found = checkPlan(steps, {
          replicas,
          limits: spec.limits,
          largestBatch: batch,
          shortestStabilization: '0s',
          standing: atTheStart(replicas),
        });

        if (!roomless) assert.deepEqual(found, [], `${replicas} pods, ${JSON.stringify(limits)}`);
      }
  });

  /** The page's code as a module, with its imports made absolute. */
  async function followed(): Promise<{ squareRoot: Strategy }> {
    const code = /```ts\n([\s\S]+?)```/.exec(read('docs/adding-a-strategy.md'))?.[1] ?? '';
    const absolute = code
      .replace("from 'zod'", `from '${import.meta.resolve('zod')}'`)
      .replaceAll(
        /from '\.\.\/([^']+)'/g,
        (_, path: string) => `from '${pathToFileURL(join(ROOT, 'domain', path)).href}'`,
      );
    const file = join(await temporaryFolder('docs'), 'strategy.mts');
    await writeFile(file, absolute);
    return (await import(pathToFileURL(file).href)) as { squareRoot: Strategy };
  }
});

const linksOf = (text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = '']) => (/^[a-z]+:/.test(to) ? [] : [to]));

/** Paths in backticks that begin with a folder of ours; patterns and places to fill in are not paths. */
const pathsOf = (text: string): readonly string[] =>
  [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?)`/g)].flatMap(([, path = '']) =>
    FOLDERS.includes(path.split('/')[0] ?? '') ? [path] : [],
  );

function leadsSomewhere(file: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const withoutCode = (text: string): string => text.replaceAll(/```[\s\S]*?```/g, '');

/** A line at the margin names a folder at the top; an indented one, folders in it. */
const foldersOf =
  (topAt: (line: string) => string) =>
  (line: string): readonly string[] => {
    const names = [...line.matchAll(/([\w-]+)\//g)].map(([, name = '']) => name);
    if (/^\S/.test(line)) return names.slice(0, 1);
    const inside = /^ {2}([\w-]+\/(?: {2}[\w-]+\/)*)/.exec(line)?.[1] ?? '';
    return [...inside.matchAll(/([\w-]+)\//g)].map(([, name = '']) => `${topAt(line)}/${name}`);
  };

/** The folder at the top that stands above a line of the drawing. */
function topOf(drawing: string): (line: string) => string {
  const lines = drawing.split('\n');
  return (line) => {
    const above = lines.slice(0, lines.indexOf(line)).findLast((each) => /^\S/.test(each)) ?? '';
    return /^[\w-]+/.exec(above)?.[0] ?? '';
  };
}
