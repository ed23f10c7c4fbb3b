import { randomUUID } from 'node:crypto'

const lines = new Map<string, string>()

export const handler = async (event: { id: string; text?: string; loud?: boolean }) => {
  if (event.text !== undefined) {
    lines.set(event.id, event.text)
    return { statusCode: 204 }
  }
  if (event.loud)
    lines.get(event.id)!.split(',').forEach((item) => console.log(item.toUpperCase()))
  else {
    const trace = randomUUID()
    lines.get(event.id)!.split(',').forEach((item) => console.log(trace, item))
  }
  return { statusCode: 204 }
}
