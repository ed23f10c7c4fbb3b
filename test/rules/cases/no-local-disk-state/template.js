import { readFile } from 'node:fs/promises';
import express from 'express';

export const app = express();

app.get('/', async (req, res) => res.send(await readFile('./templates/home.html', 'utf8')));
