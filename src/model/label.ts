/** What a reader calls an entry point: `POST /links`, or `create.handler` where it has no route. */
export function labelOf({ file, name, route }: { file: string; name: string; route?: string }): string {
  if (route !== undefined && route !== '')
    return /^[A-Z]+$/.test(name) && !route.startsWith(name) ? `${name} ${route}` : route;
  const stem =
    file
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? '';
  return name ? `${stem}.${name}` : stem;
}
