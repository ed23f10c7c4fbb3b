/**
 * Settings that are one for the whole process: of the host, of packages that are imported whole, and of clients that are made once. To set them while
 * modules load is what they are for; a request that sets them sets them for all others.
 */
import type { StatefulEntry, StatefulMethod } from '../model/library.js';

/** Sets it to its first, or its second, argument. */
const first: StatefulMethod = { operation: 'assign', value: 0 };
const second: StatefulMethod = { operation: 'assign', value: 1 };
/** Adds to what is there already. */
const adds: StatefulMethod = { operation: 'push', value: 0 };

const setting = { kind: 'setting' } as const;

const host: readonly StatefulEntry[] = [
  { ...setting, packages: ['global'], exports: ['process.env', 'console', 'import.meta.env'], members: ['*'] },
  { ...setting, packages: ['global'], exports: ['process'], methods: { chdir: first } },
  {
    ...setting,
    packages: ['global'],
    exports: [
      'Array',
      'Object',
      'String',
      'Number',
      'Date',
      'Promise',
      'Function',
      'Map',
      'Set',
      'Error',
      'Response',
      'Request',
    ].map((name) => `${name}.prototype`),
    members: ['*'],
  },
  { ...setting, packages: ['global'], exports: ['Math', 'JSON', 'Date', 'Intl'], members: ['*'] },
];

/** Called after a token has come, they keep the user for every later query. */
const SUPABASE_SESSIONS = {
  'auth.setSession': first,
  'auth.signInWithPassword': first,
  'auth.signInWithIdToken': first,
  'auth.verifyOtp': first,
  'auth.exchangeCodeForSession': first,
  'auth.signUp': first,
  'realtime.setAuth': first,
} as const;

/** What they need, they are given: a token, an address. */
const SUPABASE_APART = [
  'auth.getUser',
  'auth.getClaims',
  'auth.resend',
  'auth.resetPasswordForEmail',
  'auth.signInWithOtp',
  'auth.signInWithOAuth',
  'auth.signInWithSSO',
] as const;

const clients: readonly StatefulEntry[] = [
  {
    ...setting,
    packages: ['axios'],
    exports: ['default', 'create()'],
    members: ['defaults'],
    methods: { 'interceptors.request.use': adds, 'interceptors.response.use': adds },
  },
  {
    ...setting,
    packages: ['ky', 'got', 'superagent', 'node-fetch', 'undici'],
    exports: ['default'],
    members: ['defaults'],
  },
  { ...setting, packages: ['undici'], exports: ['default'], methods: { setGlobalDispatcher: first } },
  {
    ...setting,
    packages: ['graphql-request'],
    exports: ['GraphQLClient'],
    methods: { setHeader: second, setHeaders: first },
  },
  {
    ...setting,
    packages: [
      'openai',
      '@anthropic-ai/sdk',
      'groq-sdk',
      'together-ai',
      'replicate',
      '@mistralai/mistralai',
      'cohere-ai',
    ],
    exports: [
      'default',
      'OpenAI',
      'AzureOpenAI',
      'Anthropic',
      'Groq',
      'Together',
      'Replicate',
      'Mistral',
      'CohereClient',
    ],
    members: ['apiKey', 'authToken', 'baseURL', 'organization', 'project', 'auth', 'token'],
  },
  {
    ...setting,
    packages: ['@supabase/supabase-js', '@supabase/auth-helpers-nextjs'],
    exports: ['createClient()'],
    methods: SUPABASE_SESSIONS,
    apart: SUPABASE_APART,
  },
  {
    ...setting,
    packages: ['firebase/auth', '@firebase/auth'],
    exports: ['default'],
    methods: {
      signInWithEmailAndPassword: second,
      signInWithCustomToken: second,
      signInWithCredential: second,
      createUserWithEmailAndPassword: second,
      updateCurrentUser: second,
    },
  },
  {
    ...setting,
    packages: ['googleapis', 'google-auth-library', '@googleapis/oauth2'],
    exports: ['google.auth.OAuth2', 'auth.OAuth2', 'OAuth2Client'],
    methods: { setCredentials: first },
    members: ['credentials'],
  },
  { ...setting, packages: ['googleapis'], exports: ['google'], methods: { options: first } },
  {
    ...setting,
    packages: ['pocketbase'],
    exports: ['default'],
    methods: { 'authStore.save': first, 'authStore.loadFromCookie': first },
  },
  {
    ...setting,
    packages: ['node-appwrite', 'appwrite'],
    exports: ['Client'],
    methods: { setSession: first, setJWT: first, setKey: first },
  },
  {
    ...setting,
    packages: ['parse', 'parse/node'],
    exports: ['default'],
    methods: { 'User.logIn': first, 'User.become': first, 'User.enableUnsafeCurrentUser': { operation: 'assign' } },
  },
  {
    ...setting,
    packages: ['stripe'],
    exports: ['default', 'default()'],
    methods: { setApiKey: first, _setApiKey: first },
  },
  {
    ...setting,
    packages: ['aws-sdk'],
    exports: ['config', 'default.config'],
    methods: { update: first },
    members: ['*'],
  },
  { ...setting, packages: ['cloudinary'], exports: ['v2', 'default'], methods: { config: first, 'v2.config': first } },
  {
    ...setting,
    packages: ['@sendgrid/mail', '@sendgrid/client', '@mailchimp/mailchimp_marketing'],
    exports: ['default'],
    methods: { setApiKey: first, setConfig: first },
  },
  { ...setting, packages: ['octokit', '@octokit/rest'], exports: ['Octokit'], members: ['auth'] },
  {
    ...setting,
    packages: ['spotify-web-api-node'],
    exports: ['default'],
    methods: { setAccessToken: first, setRefreshToken: first, setCredentials: first },
  },
  { ...setting, packages: ['express'], exports: ['default()'], methods: { set: second }, members: ['locals'] },
];

const locales: readonly StatefulEntry[] = [
  {
    ...setting,
    packages: ['i18next', 'i18next/i18next'],
    exports: ['default', 'createInstance()', 'i18next'],
    methods: { changeLanguage: first, setDefaultNamespace: first },
    members: ['language'],
  },
  { ...setting, packages: ['next-i18next'], exports: ['i18n'], methods: { changeLanguage: first } },
  { ...setting, packages: ['i18n'], exports: ['default'], methods: { setLocale: first } },
  { ...setting, packages: ['i18n-js'], exports: ['default', 'I18n'], members: ['locale', 'defaultLocale'] },
  { ...setting, packages: ['node-polyglot'], exports: ['default'], methods: { locale: first, replace: first } },
  { ...setting, packages: ['@lingui/core'], exports: ['i18n'], methods: { activate: first, loadAndActivate: first } },
  { ...setting, packages: ['vue-i18n'], exports: ['createI18n()'], members: ['global', 'locale'] },
  { ...setting, packages: ['svelte-i18n'], exports: ['locale'], methods: { set: first } },
  {
    ...setting,
    packages: ['moment', 'moment-timezone', 'dayjs', 'numeral', 'numbro'],
    exports: ['default'],
    methods: {
      locale: first,
      updateLocale: first,
      setLocale: first,
      setLanguage: first,
      'tz.setDefault': first,
      language: first,
    },
  },
  { ...setting, packages: ['date-fns'], exports: ['default'], methods: { setDefaultOptions: first } },
  { ...setting, packages: ['luxon'], exports: ['Settings'], members: ['*'] },
  {
    ...setting,
    packages: ['@faker-js/faker', 'faker'],
    exports: ['faker', 'default'],
    methods: { seed: first, setLocale: first },
    members: ['locale'],
  },
  { ...setting, packages: ['accounting'], exports: ['default'], members: ['settings'] },
  {
    ...setting,
    packages: ['bignumber.js', 'decimal.js'],
    exports: ['default', 'BigNumber', 'Decimal'],
    methods: { config: first, set: first },
  },
];

const validators: readonly StatefulEntry[] = [
  {
    ...setting,
    packages: ['zod', 'zod/v3', 'zod/v4'],
    exports: ['z', 'default'],
    methods: { setErrorMap: first, config: first },
  },
  { ...setting, packages: ['yup'], exports: ['default'], methods: { setLocale: first } },
  { ...setting, packages: ['mongoose'], exports: ['default'], methods: { set: second } },
  { ...setting, packages: ['marked'], exports: ['marked', 'default'], methods: { setOptions: first, use: adds } },
  {
    ...setting,
    packages: ['ejs', 'handlebars', 'nunjucks'],
    exports: ['default'],
    methods: { registerHelper: second, registerPartial: second },
  },
];

export const settings: readonly StatefulEntry[] = [...host, ...clients, ...locales, ...validators];
