import { PrismaClient } from '@prisma/client';
import { Hono } from 'hono';

// A connection that survives hot reloads is what the platforms recommend.
const kept = globalThis as unknown as { prisma?: PrismaClient };
const prisma = kept.prisma ?? new PrismaClient();
kept.prisma = prisma;

export const app = new Hono();

app.get('/users', async (c) => c.json(await prisma.user.findMany()));
