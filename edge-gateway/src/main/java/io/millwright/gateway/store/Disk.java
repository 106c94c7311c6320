package io.millwright.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can go wrong with a disk, in one place, so that a test can make it go wrong. */
interface Disk {
  Disk REAL =
      new Disk() {
        @Override
        public void force(FileChannel file) throws IOException {
          file.force(true);
        }

        @Override
        public int read(FileChannel file, ByteBuffer into, long at) throws IOException {
          return file.read(into, at);
        }

        @Override
        public long spareBytes(Path directory) throws IOException {
          FileStore store = Files.getFileStore(directory);
          long reserve = Math.min(store.getTotalSpace() / 20, 500L << 20);
          return store.getUsableSpace() - reserve;
        }
      };

  /** Returns when the file is safe from a power failure. */
  void force(FileChannel file) throws IOException;

  /** Reads some bytes from a place; -1 = there are none. */
  int read(FileChannel file, ByteBuffer into, long at) throws IOException;

  /** How much of the disk the store may still take: 5 % of it, at most 500 MiB, stay free. */
  long spareBytes(Path directory) throws IOException;
}
