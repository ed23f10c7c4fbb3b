// Who came, for the day.

import { sharedMap, toArray } from '@coldstate/adapters/dynamodb';

const members = sharedMap<{ name: string; points: number }>('members.members', { role: 'user-data', layout: 'collection' });

export const handler = async (event: { id: string; name?: string; list?: boolean }) => {
	if (event.list) return { statusCode: 200, body: JSON.stringify(await toArray(members.values())) };
	if (event.name) {
		await members.set(event.id, { name: event.name, points: 0 });
		return { statusCode: 201 };
	}
	return { statusCode: 200, body: (await members.get(event.id))?.name };
};
