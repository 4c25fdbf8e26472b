interface Held {
  readonly lock: { readonly rollout: string; readonly epoch: number };
}

/** Epochs of a lock, absolute, so that raising one twice is raising it once. A higher one fences all lower. */
export const EPOCH = { forward: 1, wayBack: 2, recovery: 3 } as const;

/** The ticket under another epoch. */
export const under = <T extends Held>(ticket: T, epoch: keyof typeof EPOCH): T => ({
  ...ticket,
  lock: { ...ticket.lock, epoch: EPOCH[epoch] },
});
