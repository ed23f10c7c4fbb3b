/** `next/cache` without a cache: what is computed is computed anew, and there is nothing to invalidate. */

export const revalidatePath = (): void => undefined;
export const revalidateTag = (): void => undefined;
export const unstable_noStore = (): void => undefined;
export const unstable_cache = <Work>(work: Work): Work => work;
export const cacheTag = (): void => undefined;
export const cacheLife = (): void => undefined;
