const { sharedMap } = require('@coldstate/adapters/redis');

test('a map keeps what it is given', async () => {
  const visits = sharedMap('visits');
  await visits.set('/home', { views: 1, last: new Date(0) });
  expect(await visits.get('/home')).toEqual({ views: 1, last: new Date(0) });
});
