/** What a plan of `coldstate migrate` would do, as far as a report shows it: made by the host, since plans belong to another layer. */

export interface MigrationPreview {
  readonly to: 'redis' | 'dynamodb';
  readonly stores: readonly PreviewedStore[];
  readonly refused: readonly RefusedStore[];
}

export interface PreviewedStore {
  /** The id of the finding. */
  readonly id: string;
  /** `sharedMap('session-store.sessions')` */
  readonly adapter: string;
  /** Functions that become asynchronous. */
  readonly functions: readonly string[];
  /** Calls that are awaited from now on. */
  readonly callSites: number;
  /** What goes with it, such as its sweep. */
  readonly removed: readonly string[];
  readonly warnings: readonly PreviewedReason[];
  readonly files: readonly { readonly file: string; readonly hunks: readonly PreviewedHunk[] }[];
}

export interface PreviewedHunk {
  /** `@@ -18,4 +18,7 @@` */
  readonly head: string;
  readonly reason: string;
  /** As in a patch, the first character says what happens to the line. */
  readonly lines: readonly string[];
}

export interface RefusedStore {
  readonly id: string;
  readonly refusals: readonly (PreviewedReason & {
    readonly advice: string;
    readonly replacement?: string | undefined;
  })[];
}

export interface PreviewedReason {
  readonly code: string;
  readonly why: string;
  readonly file: string;
  readonly line: number;
}
