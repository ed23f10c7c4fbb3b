import { describe, expect, it } from 'vitest';
import { isConfig, isTest, openWorkspace } from '../../src/workspace/index.js';
import { project } from './project.js';

describe('isTest', () => {
  it.each([
    ...[
      'src/cart.test.ts',
      'src/cart.spec.tsx',
      'cart.integration.test.js',
      'app.e2e-spec.ts',
      'cart_test.ts',
      'login.cy.js',
    ],
    ...[
      'src/__tests__/helpers.ts',
      'src/__mocks__/db.ts',
      'test/setup.ts',
      'packages/api/tests/unit/cart.js',
      'e2e/login.ts',
    ],
    ...['cypress/support/index.js', 'apps/web/e2e/helpers/db.ts', 'src/test/factory.ts', 'Button.stories.tsx'],
    ...[
      'vitest.config.ts',
      'vitest.workspace.ts',
      'jest.setup.js',
      'playwright.config.ts',
      'src/setupTests.ts',
      'testSetup.ts',
    ],
  ])('holds for %s', (path) => {
    expect(isTest(path)).toBe(true);
  });

  it.each([
    ...[
      'src/test-utils/db.ts',
      'src/testUtils.ts',
      'test-resources/src/index.ts',
      'src/contest/vote.ts',
      'src/attest.ts',
    ],
    ...[
      'src/ab-test.ts',
      'app/test/page.tsx',
      'app/api/test/route.ts',
      'app/api/e2e/guard.ts',
      'src/pages/tests/index.vue',
    ],
    ...['src/routes/test/+server.ts', 'src/latest.ts', 'fixtures/shortener/server.ts', 'jest.ts'],
  ])('does not hold for %s', (path) => {
    expect(isTest(path)).toBe(false);
  });

  it('does not look above the root', () => {
    const root = project({ 'test/fixtures/shop/server.ts': '' });
    expect(openWorkspace(`${root}/test/fixtures/shop`).workspace.sources).toEqual(['server.ts']);
  });
});

describe('isConfig', () => {
  it.each([
    ...[
      'serverless.yml',
      'serverless.ts',
      'infra/template.yaml',
      'api.template.json',
      'samconfig.toml',
      'sst.config.ts',
      'cdk.json',
    ],
    ...[
      'vercel.json',
      'now.json',
      'netlify.toml',
      'wrangler.toml',
      'wrangler.jsonc',
      'firebase.json',
      'app.yaml',
      'cloudbuild.yaml',
    ],
    ...[
      'service.yaml',
      'host.json',
      'hello/function.json',
      'Dockerfile',
      'Dockerfile.prod',
      'api.Dockerfile',
      'docker-compose.yml',
    ],
    ...[
      'fly.toml',
      'railway.json',
      'railway.toml',
      'render.yaml',
      'Procfile',
      'next.config.mjs',
      'svelte.config.js',
      'nuxt.config.ts',
    ],
    ...[
      'astro.config.mjs',
      'remix.config.js',
      'react-router.config.ts',
      'vite.config.ts',
      'deno.jsonc',
      'package.json',
      'infra/main.tf',
    ],
  ])('holds for %s', (path) => {
    expect(isConfig(path)).toBe(true);
  });

  it.each(['tsconfig.json', 'data.json', 'src/app.ts', 'serverless-http.ts', 'template.ts', 'openapi.yaml'])(
    'does not hold for %s',
    (path) => {
      expect(isConfig(path)).toBe(false);
    },
  );

  it('keeps configuration that is code among the sources as well', () => {
    const root = project({ 'next.config.js': '', 'server.ts': '', 'tests/vercel.json': '{}' });
    const { sources, configs } = openWorkspace(root).workspace;
    expect(sources).toEqual(['next.config.js', 'server.ts']);
    expect(configs).toEqual(['next.config.js']);
  });
});
