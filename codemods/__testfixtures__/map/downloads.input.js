'use strict';

const crypto = require('node:crypto');

const downloads = new Map();

exports.handler = async (event) => {
  if (event.show) return { statusCode: 200, body: `${downloads.get(event.file)}` };
  downloads.set(event.file, downloads.has(event.file) ? downloads.get(event.file) + 1 : 1);
  return { statusCode: 302, id: crypto.randomUUID() };
};
