#!/usr/bin/env node
import { sharedCounter } from '@coldstate/adapters/redis'

const visits = sharedCounter('visits.visits', { role: 'counter' })

export const handler = async (event: { weight: number }) => {
  if (event.weight) {
    await visits.increment(event.weight)
    return { statusCode: 204 }
  }
  const shown = new Date()
  return { statusCode: 200, body: `${shown.toISOString()} ${await visits.get()}` }
}
