import { z } from 'zod';

type Options = Readonly<Record<string, z.ZodType>>;
type OneOf<O extends Options> = { [K in keyof O]: { readonly kind: K } & z.output<O[K]> }[keyof O];

/**
 * A choice as Kubernetes documents write it: an object with exactly one of the known keys, such as
 * `strategy: { balanced: {} }`. Parsed into a union discriminated by `kind`.
 */
export function choice<const O extends Options>(what: string, options: O) {
  const names = Object.keys(options).join(', ');
  const shape = Object.fromEntries(Object.entries(options).map(([kind, option]) => [kind, option.optional()]));
  return z
    .strictObject(shape)
    .refine((value) => Object.keys(value).length === 1, { error: `expected exactly one ${what} of: ${names}` })
    .transform((value): OneOf<O> => {
      const [[kind, body] = ['', {}]] = Object.entries(value);
      // The shape was made from `options`, so the one key that is left names its own schema.
      return { kind, ...(body as object) } as OneOf<O>;
    });
}
