import { randomUUID } from 'node:crypto'
import { sharedMap } from '@coldstate/adapters/dynamodb'

const lines = sharedMap<string>('lines.lines', { role: 'entity' })

export const handler = async (event: { id: string; text?: string; loud?: boolean }) => {
  if (event.text !== undefined) {
    await lines.set(event.id, event.text)
    return { statusCode: 204 }
  }
  if (event.loud)
    (await lines.get(event.id))!.split(',').forEach((item) => console.log(item.toUpperCase()))
  else {
    const trace = randomUUID()
    ;(await lines.get(event.id))!.split(',').forEach((item) => console.log(trace, item))
  }
  return { statusCode: 204 }
}
