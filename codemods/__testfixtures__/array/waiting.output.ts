import { sharedList } from '@coldstate/adapters/dynamodb';

const waiting = sharedList<string>('waiting.waiting', { role: 'entity' });

export const handler = async (event: { user?: string; count?: boolean }) => {
	if (event.count) return { statusCode: 200, body: `${await waiting.length()} before you` };
	if (event.user) {
		await waiting.push(event.user);
		return { statusCode: 202, body: '' };
	}
	const next = await waiting.shift();
	return { statusCode: 200, body: next };
};
