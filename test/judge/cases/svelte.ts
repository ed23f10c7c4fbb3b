import type { Case } from '../case.js';

const STORE = `
import { writable } from 'svelte/store';
export const session = writable<{ user: { name: string } | null }>({ user: null });
`;

/** What components of Svelte do while a server renders them, and what they leave to the browser. */
export const svelte: readonly Case[] = [
  {
    name: 'a visitor is greeted by the name of another, whom a layout put into a store while it was rendered',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/+layout.svelte': `
<script lang="ts">
  import { session } from '$lib/stores';
  import type { LayoutData } from './$types';
  export let data: LayoutData;
  $session.user = data.user;
</script>
<p>Hello {$session.user?.name}</p>
<slot />
`,
      'src/routes/+layout.server.ts': `export const load = ({ locals }) => ({ user: locals.user });\n`,
    },
    expect: [{ symbol: 'session', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an account page shows who came last, for a property of Svelte 5 goes into a shared store',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/account/+page.svelte': `
<script lang="ts">
  import { session } from '$lib/stores';
  let { data } = $props();
  $session = { user: data.user };
</script>
<p>{$session.user.name}</p>
`,
    },
    expect: [{ symbol: 'session', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a reactive statement of a header tells the store about the visitor',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/lib/Header.svelte': `
<script>
  import { session } from './stores';
  export let user;
  $: $session = { user };
</script>
<header>{$session.user.name}</header>
`,
      'src/routes/+page.svelte': `
<script>
  import Header from '$lib/Header.svelte';
  export let data;
</script>
<Header user={data.user} />
`,
    },
    expect: [{ symbol: 'session', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the query of one visitor is the search of all, from the address of the page',
    platform: 'sveltekit',
    files: {
      'src/lib/search.js': `
import { writable } from 'svelte/store';
export const query = writable('');
`,
      'src/routes/search/+page.svelte': `
<script>
  import { page } from '$app/stores';
  import { query } from '$lib/search';
  query.set($page.url.searchParams.get('q'));
</script>
<input bind:value={$query} />
`,
    },
    expect: [{ symbol: 'query', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a form tells the store who has signed in, in the browser',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/login/+page.svelte': `
<script lang="ts">
  import { onMount } from 'svelte';
  import { browser } from '$app/environment';
  import { session } from '$lib/stores';
  export let data;

  async function login(event) {
    const response = await fetch('/api/login', { method: 'POST', body: new FormData(event.target) });
    $session.user = await response.json();
  }
  const logout = () => {
    $session = { user: null };
  };
  onMount(() => {
    $session.user = data.user;
  });
  if (browser) $session.user = data.user;
</script>
<form on:submit|preventDefault={login}><button>Log in</button></form>
<button on:click={logout}>Log out</button>
`,
    },
    expect: [{ symbol: 'session', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'an effect fills the store once the page is shown',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/+layout.svelte': `
<script lang="ts">
  import { session } from '$lib/stores';
  let { data, children } = $props();
  $effect(() => {
    $session.user = data.user;
  });
</script>
{@render children()}
`,
    },
    expect: [{ symbol: 'session', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'an application without rendering on the server keeps its visitor in a store',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/+layout.ts': `export const ssr = false;\n`,
      'src/routes/api/health/+server.ts': `export const GET = () => new Response('ok');\n`,
      'src/routes/app/+page.svelte': `
<script lang="ts">
  import { session } from '$lib/stores';
  export let data;
  $session.user = data.user;
</script>
<p>{$session.user.name}</p>
`,
    },
    expect: [{ symbol: 'session', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a page makes its store anew for each visit and hands it down by context',
    platform: 'sveltekit',
    files: {
      'src/routes/+layout.svelte': `
<script lang="ts">
  import { setContext } from 'svelte';
  import { writable } from 'svelte/store';
  export let data;
  const session = writable(null);
  $session = data.user;
  setContext('session', session);
</script>
<slot />
`,
    },
    expect: [],
  },
  {
    name: 'a layout opens its menu in a store that is the same for all, to the same',
    platform: 'sveltekit',
    files: {
      'src/lib/menu.ts': `
import { writable } from 'svelte/store';
export const isOpen = writable(true);
`,
      'src/routes/+page.svelte': `
<script lang="ts">
  import { isOpen } from '$lib/menu';
  $isOpen = false;
</script>
<nav hidden={!$isOpen} />
`,
    },
    expect: [{ symbol: 'isOpen', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a form hands a callback to its library, which calls it when the answer is there',
    platform: 'sveltekit',
    files: {
      'src/lib/key.ts': `
let masterKey: CryptoKey | null = null;
export const setMasterKey = (key: CryptoKey) => {
  masterKey = key;
};
export const isUnlocked = () => masterKey !== null;
`,
      'src/routes/login/+page.svelte': `
<script lang="ts">
  import { superForm } from 'sveltekit-superforms';
  import { isUnlocked, setMasterKey } from '$lib/key';
  let { data } = $props();
  let open = $state(isUnlocked());
  const form = superForm(data.form, {
    onUpdated: async ({ form }) => {
      setMasterKey(form.key);
      open = true;
    },
  });
</script>
<form use:form.enhance hidden={open} />
`,
    },
    expect: [{ symbol: 'masterKey', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'an application that no server renders or answers keeps what it likes',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/+layout.ts': `
import { session } from '$lib/stores';
export const ssr = false;
export const load = async ({ fetch }) => {
  session.set(await (await fetch('https://api.example.org/me')).json());
  return {};
};
`,
      'src/routes/app/+page.svelte': `
<script lang="ts">
  import { session } from '$lib/stores';
  export let data;
  $session.user = data.user;
</script>
<p>{$session.user.name}</p>
`,
    },
    expect: [{ symbol: 'session', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'one page of an application is rendered on the server after all, and greets another visitor',
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': STORE,
      'src/routes/+layout.ts': `export const ssr = false;\n`,
      'src/routes/welcome/+page.ts': `export const ssr = true;\n`,
      'src/routes/welcome/+page.svelte': `
<script lang="ts">
  import { session } from '$lib/stores';
  let { data } = $props();
  $session.user = data.user;
</script>
<p>{$session.user.name}</p>
`,
    },
    expect: [{ symbol: 'session', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
];
