/** Fixtures for which a transform and the migration write something else, and why. */
export interface Difference {
  readonly because: string;
}

export const DIFFERENT: Readonly<Record<string, Difference>> = {
  'object/stock': {
    because:
      '`+=` of an entry that is declared a number is one increment; the migration, which sees `any` being added, keeps the sum',
  },
  'object/attempts': { because: 'the migration puts parentheses around the increment' },
};
