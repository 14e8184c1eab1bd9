import { suite } from './lib/suite.mjs';

import { assert, get, post, put, patch, del, ok, failed, namespace, pod, job, waitJob, condition, until, P, T, kc, k8s } from './lib/kube.mjs';

const running = (ns, n) => until(`${n} running`, async () => { const p = ok(await get(P.pod(ns, n))); return p.status.phase === 'Running' && p; });
suite('pods', (behaviour) => {
  behaviour('a pod is scheduled, runs and reports; defaults and QoS', async (t) => {
    const ns = await namespace(t, { serviceAccount: true });
    const c = ok(await post(P.pod(ns), pod('p')), 201);
    assert.equal(c.status.phase, 'Pending'); assert.equal(c.spec.restartPolicy, 'Always'); assert.equal(c.spec.serviceAccountName, 'default'); assert.equal(c.status.qosClass, 'BestEffort'); assert.equal(c.spec.nodeName, undefined);
    const p = await running(ns, 'p');
    assert.equal(condition(p, 'PodScheduled').status, 'True'); assert.equal(condition(p, 'Ready').status, 'True'); assert.ok(p.spec.nodeName);
  });
  behaviour('log: plain text; tailLines, limitBytes, the container parameter', async (t) => {
    const ns = await namespace(t, { serviceAccount: true });
    ok(await post(P.pod(ns), pod('p', { fake: { logs: 'one\ntwo\nthree\n' } })), 201); await running(ns, 'p');
    const l = await get(`${P.pod(ns, 'p')}/log`, { headers: { accept: '*/*' } });
    assert.equal(l.status, 200); assert.equal(l.text, 'one\ntwo\nthree\n'); assert.match(l.headers['content-type'], /^text\/plain/);
    assert.equal((await get(`${P.pod(ns, 'p')}/log`, { query: { tailLines: 1, container: 'app' }, headers: { accept: '*/*' } })).text, 'three\n');
    assert.equal((await get(`${P.pod(ns, 'p')}/log`, { query: { limitBytes: 5 }, headers: { accept: '*/*' } })).text, 'one\nt');
    assert.equal((await get(`${P.pod(ns, 'p')}/log`, { query: { tailLines: 1 } })).status, 200, 'Accept: application/json is fine too');
    const nf = failed(await get(`${P.pod(ns, 'nope')}/log`), 404, 'NotFound');
    assert.equal(nf.message, 'pods "nope" not found');
    const bad = failed(await get(`${P.pod(ns, 'p')}/log`, { query: { container: 'nope' } }), 400, 'BadRequest');
    assert.equal(bad.message, 'container nope is not valid for pod p');
    assert.equal(await kc.makeApiClient(k8s.CoreV1Api).readNamespacedPodLog({ namespace: ns, name: 'p', tailLines: 2 }), 'two\nthree\n');
  });
  behaviour('log of a finished Job pod stays readable', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.job(ns), job('j', { fake: { logs: 'migrated\n', 'exit-code': 0 } })), 201); await waitJob(ns, 'j');
    const [p] = ok(await get(P.pod(ns), { query: { labelSelector: 'job-name=j' } })).items;
    assert.equal((await get(`${P.pod(ns, p.metadata.name)}/log`, { headers: { accept: '*/*' } })).text, 'migrated\n');
  });
});

suite('services', (behaviour) => {
  behaviour('ClusterIP: address, defaults; it keeps its address on update', async (t) => {
    const ns = await namespace(t);
    const s = ok(await post(P.svc(ns), { metadata: { name: 's' }, spec: { selector: { app: 'x' }, ports: [{ port: 80 }] } }), 201);
    assert.equal(s.spec.type, 'ClusterIP'); assert.match(s.spec.clusterIP, /^\d+\.\d+\.\d+\.\d+$/); assert.deepEqual(s.spec.clusterIPs, [s.spec.clusterIP]); assert.equal(s.spec.sessionAffinity, 'None');
    assert.deepEqual(s.spec.ports, [{ port: 80, protocol: 'TCP', targetPort: 80 }]); assert.deepEqual(s.status, { loadBalancer: {} });
    const p = ok(await patch(P.svc(ns, 's'), T.merge, { spec: { ports: [{ port: 81, targetPort: 'http', name: 'web' }] } }), 200);
    assert.equal(p.spec.clusterIP, s.spec.clusterIP); assert.equal(p.spec.ports[0].targetPort, 'http');
    const u = ok(await put(P.svc(ns, 's'), { metadata: { name: 's' }, spec: { selector: { app: 'y' }, ports: [{ port: 80 }] } }), 200);
    assert.equal(u.spec.clusterIP, s.spec.clusterIP, 'an update that leaves clusterIP out keeps it');
    failed(await patch(P.svc(ns, 's'), T.merge, { spec: { clusterIP: '10.96.99.99', clusterIPs: ['10.96.99.99'] } }), 422, 'Invalid');
    failed(await post(P.svc(ns), { metadata: { name: 'n' }, spec: { ports: [{ port: 0 }] } }), 422, 'Invalid');
    failed(await post(P.svc(ns), { metadata: { name: 'm' }, spec: { ports: [{ port: 80 }, { port: 81 }] } }), 422, 'Invalid');
  });
  behaviour('headless and ExternalName', async (t) => {
    const ns = await namespace(t);
    assert.equal(ok(await post(P.svc(ns), { metadata: { name: 'h' }, spec: { clusterIP: 'None', selector: { a: 'b' }, ports: [{ port: 80 }] } }), 201).spec.clusterIP, 'None');
    assert.equal(ok(await post(P.svc(ns), { metadata: { name: 'e' }, spec: { type: 'ExternalName', externalName: 'x.example' } }), 201).spec.clusterIP, undefined);
  });
});

suite('tenancy', (behaviour) => {
  behaviour('ResourceQuota: status, and 403 exceeded quota', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.quota(ns), { metadata: { name: 'q' }, spec: { hard: { 'count/secrets': '2', services: '0' } } }), 201);
    await until('quota status', async () => ok(await get(P.quota(ns, 'q'))).status.used?.['count/secrets'] === '0');
    // Objects created within moments of the quota may go uncounted (the admission's cache lags): wait until it is enforced.
    await until('enforcement', async () => (await post(P.svc(ns), { metadata: { name: 'x' }, spec: { ports: [{ port: 80 }] } }, { query: { dryRun: 'All' } })).status === 403);
    ok(await post(P.secret(ns), { metadata: { name: 's1' } }), 201); ok(await post(P.secret(ns), { metadata: { name: 's2' } }), 201);
    const s = failed(await post(P.secret(ns), { metadata: { name: 's3' } }), 403, 'Forbidden');
    assert.equal(s.message, 'secrets "s3" is forbidden: exceeded quota: q, requested: count/secrets=1, used: count/secrets=2, limited: count/secrets=2');
    await until('used', async () => ok(await get(P.quota(ns, 'q'))).status.used['count/secrets'] === '2');
    ok(await del(P.secret(ns, 's1')), 200);
    await until('freed', async () => (await post(P.secret(ns), { metadata: { name: 's3' } })).status === 201, { timeout: 30_000 });
  });
});

