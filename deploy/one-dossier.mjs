// Takes one dossier from the counter to the citizen's hand, through the Portal's gateway as the internet sees it. Needs services in
// Development (the officers are invented) and nothing but Node. PORTAL and IDENTITY are base addresses.
const { PORTAL, IDENTITY } = process.env;
const agency = 'hoan-kiem', procedure = '1.004873';
const clerk = `clerk.${agency}.2025`, specialist = `specialist.${agency}.2025`, leader = `leader.${agency}.2025`;
const until = Date.now() + 180_000;
const tokens = {};

const tokenOf = async subject => tokens[subject] ??= (await (await fetch(`${IDENTITY}/v1/development/tokens`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ subject, kind: 'officer', audiences: ['catalogue', 'dossiers', 'routing'], assurance: 2 }),
})).json()).accessToken;

async function call(who, service, path, body, version) {
  const headers = { 'content-type': 'application/json' };
  if (who) headers.authorization = `Bearer ${await tokenOf(who)}`;
  if (body) headers['idempotency-key'] = `"${crypto.randomUUID()}"`;
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  const answer = await fetch(`${PORTAL}/api/${service}${path}`, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status} ${text}`), { status: answer.status });
  return text ? JSON.parse(text) : {};
}

// Asks again until there is an answer: events need a moment, and someone else may have been quicker.
async function eventually(what, attempt) {
  for (;;) {
    const answer = await attempt().catch(refused => {
      if (![404, 409, 412, 422, 502, 503].includes(refused.status) || Date.now() > until) throw refused;
    });
    if (answer) return answer;
    if (Date.now() > until) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

const { content } = await eventually('the catalogue', () => call(null, 'catalogue', `/v1/procedures/${procedure}`));
const papers = content.papers.filter(paper => paper.required).map(({ code }) => ({ code, originals: 1 }));
const applicant = {
  role: 'applicant', identityKind: 'personalNumber', name: 'Nguyễn Thị An', number: '001999000001', phone: '0900000001',
  address: 'Số 1, phố Hàng Thử, Hà Nội',
};
const { id, requestCode } = await eventually('the dossier', () => call(clerk, 'dossiers', '/v1/dossiers', {
  channel: 'counter', procedureCode: procedure, competentAgency: agency, receivedAt: agency, delivery: 'counter', parties: [applicant], papers,
}));
const dossier = () => call(clerk, 'dossiers', `/v1/dossiers/${id}`);
const act = (what, body) => eventually(what, async () => call(clerk, 'dossiers', `/v1/dossiers/${id}/${what}`, body, (await dossier()).version));
const { number } = await act('acceptance', { receiptWanted: false });
console.log(`${requestCode} is accepted as ${number}`);

const found = await eventually('the case', async () => (await call(specialist, 'routing', `/v1/cases?dossier=${id}`)).items[0]);
await eventually('the decision', async () => {
  if ((await dossier()).status === 9) return true;
  const view = await call(specialist, 'routing', `/v1/cases/${found.id}`);
  const step = view.steps.find(one => one.state === 'assigned');
  if (step?.kind === 'sign')
    await call(leader, 'routing', `/v1/cases/${found.id}/decision`, { outcome: 'granted', decisionNumber: '1/TN', capacity: 'deputy' }, view.version);
  else if (step)
    await call(step.kind === 'give' ? clerk : specialist, 'routing', `/v1/tasks/${step.id}/completion`, { proposal: 'granted', resultNumber: '1/TN' }, step.version);
});
for (const fee of (await dossier()).fees.filter(one => !one.paidAt))
  await act(`fees/${fee.feeId}/payments`, { amount: fee.amount, means: 'cash' });
await act('returns', { how: 'counter' });
const { status } = await dossier();
if (status !== 10) throw new Error(`the dossier ends with status ${status}`);
console.log(`${number} is returned`);
