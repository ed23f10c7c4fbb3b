/** What can be wrong with a backend, in words and as what a proxy before it does. */

export type BackendFault = 'down' | 'slow' | 'lost-replies';

/** What a connection meets. */
export interface Weather {
  /** Connections that are open end, and new ones do at once. */
  readonly cut: boolean;
  /** Milliseconds by which each reply is late. */
  readonly lateMs: number;
  /** The share of commands that are carried out although their reply never comes: the connection ends instead. */
  readonly lost: number;
}

export const FAIR: Weather = { cut: false, lateMs: 0, lost: 0 };

export const WEATHER: Readonly<Record<BackendFault, Weather>> = {
  down: { ...FAIR, cut: true },
  slow: { ...FAIR, lateMs: 300 },
  'lost-replies': { ...FAIR, lost: 0.2 },
};

export const faultNames: Readonly<Record<BackendFault, string>> = {
  down: 'cannot be reached',
  slow: `answers ${WEATHER.slow.lateMs} ms late`,
  'lost-replies': `loses the reply to ${WEATHER['lost-replies'].lost * 100} % of commands`,
};
