// Who came, for the day.

const members = new Map<string, { name: string; points: number }>();

export const handler = async (event: { id: string; name?: string; list?: boolean }) => {
	if (event.list) return { statusCode: 200, body: JSON.stringify([...members.values()]) };
	if (event.name) {
		members.set(event.id, { name: event.name, points: 0 });
		return { statusCode: 201 };
	}
	return { statusCode: 200, body: members.get(event.id)?.name };
};
