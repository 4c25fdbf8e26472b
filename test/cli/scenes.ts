/**
 * Stories that all begin at once, in `before`; each test awaits its own and looks at how it went. What one story fails
 * with is the failure of the tests that ask for it, and of no other.
 */
export function scenes<const T extends Readonly<Record<string, () => Promise<unknown>>>>(stories: T) {
  const told = new Map<keyof T, Promise<unknown>>();
  return {
    begin: (): void => {
      for (const [name, story] of Object.entries(stories)) {
        const done = story();
        done.catch(() => undefined); // its tests will say
        told.set(name, done);
      }
    },
    of: async <K extends keyof T>(name: K): Promise<Awaited<ReturnType<T[K]>>> => {
      if (!told.has(name)) throw new Error(`${String(name)} has not begun`);
      return (await told.get(name)) as Awaited<ReturnType<T[K]>>; // put there under this very name
    },
  };
}
