import type { Span } from './facts.js';
import type { Role, Severity } from './words.js';

/** Where somebody wrote down what they know of a store. */
export interface Authority {
  by: 'config' | 'comment' | 'baseline';
  /** Relative to the audited root, with `/`. */
  file: string;
  line?: number;
}

/** What the team knows of a store and code does not show. */
export interface Override extends Authority {
  /** `file#symbol` or the id of a finding, as the configuration names it; for a comment the code that it stands at. */
  store: string | { file: string; at: Span };
  role?: Role;
  severity?: Severity;
  /** Why it may stay as it is. */
  accept?: string;
}
