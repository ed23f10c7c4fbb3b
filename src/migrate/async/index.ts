/** What must wait, and for whom: functions become async up to those that can, and each `await` stands where it belongs. */
export { colour } from './colour.js';
export { settle } from './settle.js';
export { homeOf } from './sites.js';
export { versionsFrom } from './versions.js';
export type { Claim, ColouredFunction, Colours, Declared, Func, Settled, SettleOptions, Wait } from './words.js';
export type { Home } from './sites.js';
