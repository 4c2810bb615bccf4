package io.caliconetwork.helm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.caliconetwork.local.cluster.RepositoryLayout;
import io.caliconetwork.local.cluster.image.ImageStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The image of this repository, as deploy/image has built it. */
public final class ImageArchive {

  private ImageArchive() {}

  /** Where it is; skips the test where images are not run or it was not built. */
  public static Path assumed() {
    var obstacle = ImageStore.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "the image is not run: " + obstacle.orElseThrow());
    var archive =
        RepositoryLayout.find()
            .root()
            .resolve("deploy/image/target/calico-network-operator-image.tar");
    assumeTrue(Files.exists(archive), "the image is not run: it was not built (image.skip)");
    return archive;
  }
}
