import { suite } from './lib/suite.mjs';
import { assert, get, ok, k8s, kc } from './lib/kube.mjs';

suite('discovery', (behaviour) => {
  behaviour('GET /version', async () => {
    const v = ok(await get('/version'), 200);
    for (const k of ['major', 'minor', 'gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform']) assert.equal(typeof v[k], 'string', k);
    assert.match(v.gitVersion, /^v1\.\d+\./);
    const viaClient = await kc.makeApiClient(k8s.VersionApi).getCode();
    assert.equal(viaClient.gitVersion, v.gitVersion);
  });
  behaviour('health endpoints answer plain "ok"', async () => {
    for (const p of ['/healthz', '/livez', '/readyz']) { const r = await get(p); assert.equal(r.status, 200, p); assert.equal(r.text, 'ok'); }
  });
  behaviour('GET /api lists v1', async () => {
    const b = ok(await get('/api'), 200);
    assert.equal(b.kind, 'APIVersions'); assert.deepEqual(b.versions, ['v1']);
  });
  behaviour('GET /apis lists the groups with preferred versions', async () => {
    const b = ok(await get('/apis'), 200);
    assert.equal(b.kind, 'APIGroupList'); assert.equal(b.apiVersion, 'v1');
    const g = Object.fromEntries(b.groups.map((x) => [x.name, x]));
    for (const name of ['apps', 'batch', 'rbac.authorization.k8s.io', 'authorization.k8s.io', 'authentication.k8s.io', 'apiextensions.k8s.io', 'coordination.k8s.io']) {
      assert.ok(g[name], name);
      assert.deepEqual(g[name].preferredVersion, { groupVersion: `${name}/v1`, version: 'v1' });
      assert.ok(g[name].versions.some((v) => v.groupVersion === `${name}/v1`));
    }
    assert.equal(g[''], undefined, 'the core group is not listed under /apis');
  });
  behaviour('GET /api/v1 lists the core resources', async () => {
    const b = ok(await get('/api/v1'), 200);
    assert.equal(b.kind, 'APIResourceList'); assert.equal(b.groupVersion, 'v1');
    const r = Object.fromEntries(b.resources.map((x) => [x.name, x]));
    for (const name of ['configmaps', 'secrets', 'pods', 'services', 'serviceaccounts', 'events', 'namespaces', 'pods/log', 'pods/status', 'namespaces/status', 'serviceaccounts/token']) assert.ok(r[name], name);
    assert.equal(r.configmaps.namespaced, true); assert.equal(r.configmaps.kind, 'ConfigMap'); assert.equal(r.configmaps.singularName, 'configmap');
    assert.deepEqual(r.configmaps.shortNames, ['cm']);
    assert.deepEqual([...r.configmaps.verbs].sort(), ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']);
    assert.equal(r.namespaces.namespaced, false);
    assert.deepEqual([...r.namespaces.verbs].sort(), ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'], 'namespaces have no deletecollection');
  });
  behaviour('GET /apis/apps/v1 lists deployments with status and scale', async () => {
    const b = ok(await get('/apis/apps/v1'), 200);
    const r = Object.fromEntries(b.resources.map((x) => [x.name, x]));
    assert.equal(b.groupVersion, 'apps/v1');
    assert.equal(r.deployments.kind, 'Deployment');
    assert.deepEqual([...r['deployments/status'].verbs].sort(), ['get', 'patch', 'update']);
    assert.equal(r['deployments/scale'].kind, 'Scale'); assert.equal(r['deployments/scale'].group, 'autoscaling'); assert.equal(r['deployments/scale'].version, 'v1');
    assert.ok(r.replicasets);
  });
});
