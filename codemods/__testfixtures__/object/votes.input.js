const votes = {}

export const handler = async (event) => {
  if (event.option) {
    votes[event.option] = (votes[event.option] ?? 0) + 1
    return { statusCode: 204 }
  }
  return { statusCode: 200, body: JSON.stringify(Object.values(votes)) }
}
