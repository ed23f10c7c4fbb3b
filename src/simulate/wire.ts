/** What goes between a fleet and its instances: plain data, because they share nothing. */

export interface WireRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** What a store held at one moment, short enough to be compared and shown. */
export interface Digest {
  /** Entries, where it has any. */
  readonly size?: number;
  readonly hash: string;
  /** `Map(2) { "a1" → …, "b2" → … }` */
  readonly shows: string;
}

/** By the id of the finding. */
export type Digests = Readonly<Record<string, Digest>>;

/** One request as an instance is asked: the route that the router found for it, and what its path says. */
export interface Call {
  readonly route: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: WireRequest;
}

export type Order =
  | { readonly kind: 'begin'; readonly settings: Settings }
  | ({ readonly kind: 'ask'; readonly id: number } & Call)
  | { readonly kind: 'freeze' }
  | { readonly kind: 'leave' };

export type Word =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  /** Whether another instance may follow where it was. */
  | { readonly kind: 'left'; readonly isFree: boolean }
  | ({ readonly kind: 'answer'; readonly id: number; /** Why it was the last. */ readonly ends?: string } & Told);

/** An answer, and what was seen of the stores. */
export interface Told {
  readonly answer: WireAnswer;
  /** As they were when the request arrived. */
  readonly stores: Digests;
  /** The stores that it used, by id. */
  readonly used: readonly string[];
  /** Those of them that it changed. */
  readonly written: readonly string[];
}

/** What an instance is told as it begins. */
export interface Settings {
  /** Under which its data stands on a backend: instances of one fleet share it. */
  readonly namespace: string;
  /** The unit whose routes it serves; absent for all of them, which is how the reference runs. */
  readonly unit?: string;
  /** What the program takes for its working directory. */
  readonly directory: string;
  /** How long a server may take to listen. */
  readonly startsWithinMs: number;
  /** Megabytes that it may hold beside the heap of the engine, which has a limit of its own. */
  readonly memoryMb: number;
}
