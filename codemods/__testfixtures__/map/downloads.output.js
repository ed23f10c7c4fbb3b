'use strict';

const crypto = require('node:crypto');
const { sharedMap } = require('@coldstate/adapters/redis');

const downloads = sharedMap('downloads.downloads', { role: 'counter' });

exports.handler = async (event) => {
  if (event.show) return { statusCode: 200, body: `${await downloads.get(event.file)}` };
  await downloads.increment(event.file);
  return { statusCode: 302, id: crypto.randomUUID() };
};
