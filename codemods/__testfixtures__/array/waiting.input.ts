const waiting: string[] = [];

export const handler = async (event: { user?: string; count?: boolean }) => {
	if (event.count) return { statusCode: 200, body: `${waiting.length} before you` };
	if (event.user) {
		waiting.push(event.user);
		return { statusCode: 202, body: '' };
	}
	const next = waiting.shift();
	return { statusCode: 200, body: next };
};
