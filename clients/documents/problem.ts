/** One thing wrong with a document, and where: lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** Place in the document, such as `spec.gates.preDeployment[0]`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

/** `file:line:column path: message`, which editors and CI systems turn into a link. */
export const renderProblem = (file: string, { line, column, path, message }: Problem): string =>
  `${file}:${line}:${column} ${path ? `${path}: ` : ''}${message}`;

/** The document cannot be carried out. Carries every problem found, in the order of the text. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
  readonly file: string;
  readonly problems: readonly Problem[];
  constructor(file: string, problems: readonly Problem[]) {
    super(problems.map((problem) => renderProblem(file, problem)).join('\n'));
    this.file = file;
    this.problems = problems;
  }
}

/** There is no document to judge: no such file, a folder, no right to read. */
export class DocumentUnreadable extends Error {
  override readonly name = 'DocumentUnreadable';
}
