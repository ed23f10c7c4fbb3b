const { sharedMap } = require('@coldstate/adapters/redis');

const visits = sharedMap('visits');

async function main() {
  await visits.set('/home', { views: 1 });
  console.log(JSON.stringify(await visits.get('/home')));
}

void main();
