/** An image reference taken apart, with everything filled in that it leaves out. */
export interface ImageRef {
  /** Host, with port where it has one. */
  readonly registry: string;
  readonly repository: string;
  /** Absent where a digest says what is meant. */
  readonly tag?: string;
  readonly digest?: string;
}

const DEFAULT_REGISTRY = 'docker.io';
const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:]+\])(?::\d{1,5})?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
export const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Takes a reference apart as container engines do (distribution/reference): the first part is a host if it has a dot
 * or a port or is `localhost`, else the image is on the default registry, under `library/` if it has one part only.
 * Without tag and digest the tag is `latest`. Undefined when the text is no reference.
 */
export function parseImage(image: string): ImageRef | undefined {
  const [beforeDigest = '', digest, ...more] = image.split('@');
  if (image.length > 500 || more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  // A colon before the last slash belongs to the port.
  const colon = beforeDigest.indexOf(':', beforeDigest.lastIndexOf('/') + 1);
  const [name, tag] = colon < 0 ? [beforeDigest] : [beforeDigest.slice(0, colon), beforeDigest.slice(colon + 1)];
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const { registry, repository } = located(name);
  if (!HOST.test(registry) || !REPOSITORY.test(repository) || repository.length > 255) return undefined;
  if (digest !== undefined) return { registry, repository, digest };
  return { registry, repository, tag: tag ?? 'latest' };
}

function located(name: string): { registry: string; repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (/[.:]/.test(first) || first === 'localhost') return onHub(first, name.slice(slash + 1));
  return onHub(DEFAULT_REGISTRY, name);
}

const onHub = (registry: string, repository: string): { registry: string; repository: string } =>
  registry === DEFAULT_REGISTRY && !repository.includes('/')
    ? { registry, repository: `library/${repository}` }
    : { registry, repository };
