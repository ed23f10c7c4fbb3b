import { describe, expect, it } from 'vitest';
import { reportOf } from './world.js';

/** What is said of files that are only written where nothing better is configured. */

const upload = (isConfigured: string): string => `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
async function keep(key: string, body: Buffer) {
  if (${isConfigured}) {
    await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: body }));
    return;
  }
  await writeFile(join('uploads', key), body);
}
export async function POST(request: Request) {
  const body = Buffer.from(await request.arrayBuffer());
  await keep('latest', body);
  return new Response(null, { status: 201 });
}
`;

async function told(isConfigured: string): Promise<string[]> {
  const { findings } = await reportOf({
    platform: 'next',
    files: { 'app/api/uploads/route.ts': upload(isConfigured) },
  });
  return findings.map(({ verdict, message }) => `${verdict}: ${message}`);
}

describe('uploads on the local disk', () => {
  it('are lost where no bucket is configured', async () => {
    expect(await told('process.env.BUCKET')).toEqual([
      'unsafe: A request writes a file that other instances and later requests will not find, where no other storage is configured.',
    ]);
  });

  it('are lost whatever is configured', async () => {
    expect(await told('body.length > 1_000_000')).toEqual([
      'unsafe: A request writes a file that other instances and later requests will not find.',
    ]);
  });
});
