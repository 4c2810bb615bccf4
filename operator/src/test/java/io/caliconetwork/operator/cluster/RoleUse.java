package io.caliconetwork.operator.cluster;

import io.caliconetwork.local.cluster.AuditEntry;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What roles allow, verb by verb and name by name, against what was asked. */
final class RoleUse {

  /**
   * One thing that is allowed.
   *
   * @param namespace empty for all
   * @param resource with its subresource, such as {@code pods/eviction}
   * @param name empty for any
   */
  record Grant(String namespace, String group, String resource, String name, String verb) {

    boolean allows(Request request) {
      return verb.equals(request.verb())
          && group.equals(request.group())
          && resource.equals(request.resource())
          && (namespace.isEmpty() || namespace.equals(request.namespace()))
          && (name.isEmpty() || name.equals(request.name()));
    }

    @Override
    public String toString() {
      return verb
          + " "
          + resource
          + (group.isEmpty() ? "" : "." + group)
          + (name.isEmpty() ? "" : "/" + name)
          + (namespace.isEmpty() ? "" : " in " + namespace);
    }
  }

  /** As RBAC sees it: a list by metadata.name is one of a name. */
  record Request(String namespace, String group, String resource, String name, String verb) {

    static Request of(AuditEntry entry) {
      return new Request(
          entry.namespace(),
          entry.uri().startsWith("/apis/") ? entry.uri().split("/", 4)[2] : "",
          entry.resource() + (entry.subresource().isEmpty() ? "" : "/" + entry.subresource()),
          entry.name(),
          entry.verb());
    }
  }

  private final List<Grant> grants;
  private final Map<Request, AuditEntry> asked = new LinkedHashMap<>();

  private RoleUse(List<Grant> grants) {
    this.grants = List.copyOf(grants);
  }

  /** The Roles and ClusterRoles of a manifest. */
  static RoleUse of(String manifest) {
    var grants = new ArrayList<Grant>();
    for (var document : manifest.split("(?m)^---$", -1)) {
      if (document.contains("\nkind: ClusterRole\n")) {
        Serialization.unmarshal(document, ClusterRole.class)
            .getRules()
            .forEach(r -> add(grants, "", r));
      } else if (document.contains("\nkind: Role\n")) {
        var role = Serialization.unmarshal(document, Role.class);
        role.getRules().forEach(r -> add(grants, role.getMetadata().getNamespace(), r));
      }
    }
    return new RoleUse(grants);
  }

  private static void add(List<Grant> grants, String namespace, PolicyRule rule) {
    var names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
    for (var group : rule.getApiGroups()) {
      for (var resource : rule.getResources()) {
        for (var name : names) {
          rule.getVerbs()
              .forEach(verb -> grants.add(new Grant(namespace, group, resource, name, verb)));
        }
      }
    }
  }

  void asked(Collection<AuditEntry> entries) {
    entries.forEach(e -> asked.putIfAbsent(Request.of(e), e));
  }

  List<Grant> grants() {
    return grants;
  }

  /** Requests that were refused for want of a right. */
  List<AuditEntry> forbidden() {
    return asked.values().stream()
        .filter(e -> e.code() == HttpURLConnection.HTTP_FORBIDDEN)
        .toList();
  }

  /** A request that this one allows and no other does, so that it would fail without. */
  Stream<Request> needing(Grant grant) {
    return asked.keySet().stream()
        .filter(grant::allows)
        .filter(r -> grants.stream().filter(g -> g.allows(r)).count() == 1);
  }
}
