import { readFile, writeFile } from 'node:fs/promises';
import express from 'express';

export const app = express();

app.post('/notes/:id', async (req, res) => {
  await writeFile('./data/notes.json', JSON.stringify(req.body)); // reported
  res.status(204).end();
});
app.get('/notes', async (req, res) => res.send(await readFile('./data/notes.json', 'utf8')));
