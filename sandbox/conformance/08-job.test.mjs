import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, del, ok, failed, namespace, job, condition, waitJob, until, gone, watch, P, T } from './lib/kube.mjs';

const podsOf = async (ns, name) => ok(await get(P.pod(ns), { query: { labelSelector: `batch.kubernetes.io/job-name=${name}` } })).items;
suite('job', (behaviour) => {
  behaviour('success: succeeded, Complete=True, startTime and completionTime; the pod\'s termination message', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.job(ns), job('j', { fake: { 'termination-message': 'all good' } })), 201);
    const j = await waitJob(ns, 'j');
    assert.equal(j.status.succeeded, 1); assert.equal(j.status.active, undefined); assert.equal(j.status.failed, undefined); assert.equal(j.status.ready, 0); assert.equal(j.status.terminating, 0); assert.deepEqual(j.status.uncountedTerminatedPods, {});
    assert.ok(j.status.startTime); assert.ok(Date.parse(j.status.completionTime) >= Date.parse(j.status.startTime));
    assert.deepEqual(j.status.conditions.map((x) => [x.type, x.status, x.reason]), [['SuccessCriteriaMet', 'True', 'CompletionsReached'], ['Complete', 'True', 'CompletionsReached']]);
    assert.equal(condition(j, 'Complete').message, 'Reached expected number of succeeded pods');
    const [p] = await podsOf(ns, 'j');
    assert.match(p.metadata.name, /^j-[a-z0-9]{5}$/); assert.equal(p.status.phase, 'Succeeded'); assert.equal(p.metadata.ownerReferences[0].uid, c.metadata.uid); assert.equal(p.metadata.ownerReferences[0].kind, 'Job');
    const s = p.status.containerStatuses[0].state.terminated;
    assert.equal(s.exitCode, 0); assert.equal(s.reason, 'Completed'); assert.equal(s.message, 'all good'); assert.ok(s.startedAt && s.finishedAt);
    assert.equal(p.metadata.labels['job-name'], 'j'); assert.equal(p.metadata.labels['batch.kubernetes.io/controller-uid'], c.metadata.uid); assert.equal(p.metadata.labels.app, 'j');
    assert.ok(!(p.metadata.finalizers ?? []).includes('batch.kubernetes.io/job-tracking'), 'counted pods have lost the tracking finalizer');
  });
  behaviour('failure with backoffLimit 0: Failed=True BackoffLimitExceeded, the exit code on the pod', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { fake: { 'exit-code': 3, 'termination-message': 'no database' } })), 201);
    const j = await waitJob(ns, 'j', 'Failed');
    assert.equal(j.status.failed, 1); assert.equal(j.status.succeeded, undefined); assert.equal(j.status.completionTime, undefined, 'only successful Jobs have a completionTime');
    assert.deepEqual(j.status.conditions.map((x) => [x.type, x.status, x.reason]), [['FailureTarget', 'True', 'BackoffLimitExceeded'], ['Failed', 'True', 'BackoffLimitExceeded']]);
    assert.equal(condition(j, 'Failed').message, 'Job has reached the specified backoff limit');
    const [p] = await podsOf(ns, 'j');
    assert.equal(p.status.phase, 'Failed');
    const s = p.status.containerStatuses[0].state.terminated;
    assert.equal(s.exitCode, 3); assert.equal(s.reason, 'Error'); assert.equal(s.message, 'no database');
  });
  behaviour('while running: active and ready', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { fake: { 'run-ms': 'forever' } })), 201);
    const j = await until('active', async () => { const x = ok(await get(P.job(ns, 'j'))); return x.status.active === 1 && x.status.ready === 1 && x; });
    assert.ok(j.status.startTime); assert.equal(j.status.conditions, undefined);
    assert.ok((await podsOf(ns, 'j'))[0].metadata.finalizers.includes('batch.kubernetes.io/job-tracking'));
  });
  behaviour('completions and parallelism', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { fake: { 'run-ms': 300 }, spec: { completions: 4, parallelism: 2 } })), 201);
    let most = 0;
    const j = await until('done', async () => { const x = ok(await get(P.job(ns, 'j'))); most = Math.max(most, x.status.active ?? 0); return condition(x, 'Complete') && x; });
    assert.equal(j.status.succeeded, 4); assert.equal(most, 2); assert.equal((await podsOf(ns, 'j')).length, 4);
  });
  behaviour('activeDeadlineSeconds: Failed=True DeadlineExceeded, the pod goes', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { fake: { 'run-ms': 'forever' }, spec: { activeDeadlineSeconds: 2 } })), 201);
    const j = await waitJob(ns, 'j', 'Failed');
    const c = condition(j, 'Failed');
    assert.equal(c.reason, 'DeadlineExceeded'); assert.equal(c.message, 'Job was active longer than specified deadline'); assert.equal(j.status.active, undefined);
    assert.ok(Date.parse(c.lastTransitionTime) - Date.parse(j.status.startTime) >= 2000);
    await until('no pod', async () => (await podsOf(ns, 'j')).length === 0);
  });
  behaviour('suspend: no pods and Suspended=True; resume runs it', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { spec: { suspend: true } })), 201);
    const s = await until('suspended', async () => { const x = ok(await get(P.job(ns, 'j'))); return condition(x, 'Suspended')?.status === 'True' && x; });
    assert.equal(condition(s, 'Suspended').reason, 'JobSuspended'); assert.equal(s.status.startTime, undefined); assert.equal((await podsOf(ns, 'j')).length, 0);
    ok(await patch(P.job(ns, 'j'), T.merge, { spec: { suspend: false } }), 200);
    const j = await waitJob(ns, 'j');
    assert.equal(condition(j, 'Suspended').status, 'False'); assert.equal(condition(j, 'Suspended').reason, 'JobResumed'); assert.ok(j.status.startTime);
  });
  behaviour('deleting a running Job in the background ends its pod', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { fake: { 'run-ms': 'forever' } })), 201);
    await until('active', async () => ok(await get(P.job(ns, 'j'))).status.ready === 1);
    ok(await del(P.job(ns, 'j'), { propagationPolicy: 'Background' }), 200);
    await gone(P.job(ns, 'j')); await until('no pods', async () => (await podsOf(ns, 'j')).length === 0);
  });
  behaviour('watching a Job to its end', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j')), 201);
    const w = await watch(t, P.job(ns), { fieldSelector: 'metadata.name=j', resourceVersion: '0' });
    const e = await w.next((x) => condition(x.object, 'Complete')?.status === 'True', 30_000);
    assert.equal(e.type, 'MODIFIED'); assert.equal(e.object.status.succeeded, 1);
  });
}, { concurrency: 8 });
