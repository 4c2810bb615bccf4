package io.caliconetwork.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.local.cluster.RepositoryLayout;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JavaRuntimeIT {

  @Test
  void itHasTheModulesThatTheJarRefersTo() {
    var output = new StringWriter();
    var jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    var code =
        jdeps.run(
            new PrintWriter(output),
            new PrintWriter(output),
            "--multi-release",
            "25",
            "--ignore-missing-deps",
            "--print-module-deps",
            RepositoryLayout.find().operatorJar().toString());
    assertThat(code).as(output.toString()).isZero();
    assertThat(List.of(output.toString().strip().split(",")))
        .isNotEmpty()
        .isSubsetOf(
            Stream.concat(JavaRuntime.MODULES.stream(), JavaRuntime.NOT_USED.stream()).toList());
  }
}
