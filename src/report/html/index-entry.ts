/** What the page knows of each finding to search and filter by; the contract between the reporter and the script. */
export interface IndexEntry {
  readonly id: string;
  readonly severity: string;
  readonly role: string;
  readonly rule: string;
  readonly file: string;
  readonly units: readonly string[];
  /** In lower case. */
  readonly text: string;
}
