import { Hono } from 'hono';

class Carts {
  private readonly items = new Map<string, string[]>(); // reported

  add(user: string, item: string): string[] {
    const cart = this.items.get(user) ?? [];
    cart.push(item);
    this.items.set(user, cart);
    return cart;
  }

  of(user: string): string[] {
    return this.items.get(user) ?? [];
  }
}

const carts = new Carts();
export const app = new Hono();

app.post('/carts/:user', async (c) => c.json(carts.add(c.req.param('user'), await c.req.text())));
app.get('/carts/:user', (c) => c.json(carts.of(c.req.param('user'))));
