/** What a thread or process leaves for the program that it runs. */

/** Who it is: `Settings`, as JSON. */
export const SETTINGS_VARIABLE = 'COLDSTATE_INSTANCE';

/** A function that keeps what was compiled so far for the instances to come; absent where that cannot be kept. */
export const KEEP = Symbol.for('coldstate.simulate.keep');
