/** A marker such as `server-only`, which says something to a bundler and nothing at run time. */
export {};
