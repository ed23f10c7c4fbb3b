import { sharedMap, toArray } from '@coldstate/adapters/redis'

const votes = sharedMap('votes.votes', { role: 'counter', layout: 'collection' })

export const handler = async (event) => {
  if (event.option) {
    await votes.increment(event.option)
    return { statusCode: 204 }
  }
  return { statusCode: 200, body: JSON.stringify(await toArray(votes.values())) }
}
