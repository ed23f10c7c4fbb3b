import { handlersOf, serverPlatform } from './servers.js';

/** Packages that take a table of resolvers. */
const PACKAGES = [
  ...['@apollo/server', 'apollo-server', 'apollo-server-express', 'apollo-server-fastify', 'apollo-server-koa'],
  ...[
    'apollo-server-lambda',
    'apollo-server-micro',
    '@apollo/subgraph',
    'graphql-yoga',
    '@graphql-tools/schema',
    'mercurius',
  ],
];

export const graphql = serverPlatform({
  name: 'graphql',
  title: 'GraphQL servers',
  packages: PACKAGES,
  registers: [
    handlersOf(PACKAGES, [
      'ApolloServer',
      'makeExecutableSchema',
      'createSchema',
      'createYoga',
      'buildSubgraphSchema',
      'buildFederatedSchema',
    ]),
  ],
});
