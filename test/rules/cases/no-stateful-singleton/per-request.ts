import { Hono } from 'hono';

class Basket {
  private readonly items: string[] = [];

  add(item: string): number {
    return this.items.push(item);
  }
}

export const app = new Hono();

app.post('/count', async (c) => {
  const basket = new Basket();
  return c.json(basket.add(await c.req.text()));
});
