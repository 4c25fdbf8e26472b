/** Where an image reference leads, or why that is not known. */
export type Resolution =
  /** `digest` is `sha256:…`: the content that the reference named when it was asked. */
  | { readonly known: true; readonly digest: string }
  | {
      readonly known: false;
      /**
       * `missing`: the registry answered that there is no such image. `invalid`: not an image reference.
       * `denied`: credentials are needed. `unreachable`: no usable answer.
       */
      readonly why: 'missing' | 'invalid' | 'denied' | 'unreachable';
      readonly detail: string;
    };

/** Looks images up where they are stored. Never throws for what a registry answers. */
export interface Registry {
  resolveDigest(image: string, signal: AbortSignal): Promise<Resolution>;
}
