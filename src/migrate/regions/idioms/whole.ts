/** Stores of which every use is one idiom: what takes their place is made for it. The first that fits, tried in order. */
import { cooldowns } from './cooldown.js';
import { limits } from './limiter.js';
import { timedByNewest, timedByTimers } from './lives.js';
import { locks } from './lock.js';
import type { Setting, WholeRecogniser } from './types.js';

export type { Setting, WholeStore } from './types.js';

const WHOLE: readonly WholeRecogniser[] = [locks, limits, cooldowns, timedByTimers, timedByNewest];

export function wholeStoreIdiom(setting: Setting): ReturnType<WholeRecogniser> {
  for (const recognise of WHOLE) {
    const found = recognise(setting);
    if (found !== undefined) return found;
  }
  return undefined;
}
