#!/usr/bin/env node
let visits = 0

export const handler = async (event: { weight: number }) => {
  if (event.weight) {
    visits = visits + event.weight
    return { statusCode: 204 }
  }
  const shown = new Date()
  return { statusCode: 200, body: `${shown.toISOString()} ${visits}` }
}
