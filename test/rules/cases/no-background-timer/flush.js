import express from 'express';
import { report } from './report.js';

export const app = express();

app.get('/', (req, res) => res.send('ok'));

setInterval(() => report(process.memoryUsage()), 60_000); // reported
